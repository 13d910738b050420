//! Contact details: nothing counts before its code came back.

use identity::contact::Contact;
use service::account::{describe, update};
use service::contacts::information::Status;
use service::contacts::view::{Due, Listed};
use service::contacts::{alternate, confirm, information, number, remove, review, send_code, view};
use service::session::confirm::by_code;
use service::{Caller, FreshProof, Proof, ServiceError, home};
use testing::World;

const ROOT: &str = "owner@acme.example";
const NEW: &str = "new@acme.example";

fn to(contact: Contact, address: &str) -> send_code::SendCode {
    send_code::SendCode { contact, address: address.to_owned(), name: "Duty desk".to_owned() }
}

async fn listed(world: &World, caller: &Caller, contact: Contact) -> Listed {
    let view = view::run(&world.service, caller).await.unwrap();
    view.contacts.into_iter().find(|listed| listed.contact == contact).unwrap()
}

#[tokio::test]
async fn an_address_counts_once_its_code_came_back() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    let security = to(Contact::Security, "security@acme.example");
    send_code::run(&world.service, &root, security).await.unwrap();
    let before = listed(&world, &root, Contact::Security).await;
    assert_eq!((before.value, before.pending.as_deref()), (None, Some("security@acme.example")));

    let code = World::code_in(world.mail_to("security@acme.example").await.last().unwrap());
    assert_eq!(code.len(), 6);
    confirm::run(&world.service, &root, Contact::Security, &code).await.unwrap();
    let after = listed(&world, &root, Contact::Security).await;
    assert_eq!(after.value.as_deref(), Some("security@acme.example"));
    assert_eq!((after.name.as_str(), after.pending), ("Duty desk", None));
    assert!(after.confirmed.is_some());
    let again = confirm::run(&world.service, &root, Contact::Security, &code).await;
    assert!(matches!(again, Err(ServiceError::Gone(_))), "a code is used once: {again:?}");
}

#[tokio::test]
async fn the_root_address_changes_with_the_code_and_both_addresses_are_told() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    send_code::run(&world.service, &root, to(Contact::Email, NEW)).await.unwrap();
    let present = describe::run(&world.service, &root).await.unwrap().email;
    assert_eq!(present.as_str(), ROOT, "a slip of the pen must not lock anybody out");
    let code = World::code_in(world.mail_to(NEW).await.last().unwrap());
    confirm::run(&world.service, &root, Contact::Email, &code).await.unwrap();
    assert_eq!(describe::run(&world.service, &root).await.unwrap().email.as_str(), NEW);
    let mut told: Vec<String> = world.mail().await.into_iter().map(|m| m.recipient).collect();
    told.sort();
    assert_eq!(told, [NEW, ROOT]);
}

#[tokio::test]
async fn the_root_address_is_not_changed_around_the_code() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    let wanted = update::Update {
        name: "Acme".to_owned(),
        email: NEW.to_owned(),
        alias: String::new(),
        phone: String::new(),
    };
    let refused = update::run(&world.service, &root, wanted).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Invalid { field: "email", .. }), "{refused:?}");
}

#[tokio::test]
async fn guessing_a_code_ends_after_five_tries() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    send_code::run(&world.service, &root, to(Contact::Email, ROOT)).await.unwrap();
    let code = World::code_in(world.mail().await.last().unwrap());
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for left in ["4 more tries", "3 more tries", "2 more tries", "one more try"] {
        let refused = confirm::run(&world.service, &root, Contact::Email, wrong).await.unwrap_err();
        assert!(refused.to_string().contains(left), "{refused}");
    }
    for typed in [wrong, &code] {
        let gone = confirm::run(&world.service, &root, Contact::Email, typed).await.unwrap_err();
        assert!(matches!(gone, ServiceError::Gone(_)), "{gone:?}");
    }
}

#[tokio::test]
async fn a_code_is_good_for_an_hour_and_for_its_own_purpose() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    send_code::run(&world.service, &root, to(Contact::Security, ROOT)).await.unwrap();
    let code = World::code_in(world.mail().await.last().unwrap());
    let elsewhere = confirm::run(&world.service, &root, Contact::Billing, &code).await;
    assert!(matches!(elsewhere, Err(ServiceError::Gone(_))), "{elsewhere:?}");
    world.wait(3600);
    let late = confirm::run(&world.service, &root, Contact::Security, &code).await;
    assert!(matches!(late, Err(ServiceError::Gone(_))), "{late:?}");
}

#[tokio::test]
async fn a_code_of_another_account_confirms_nothing() {
    let world = World::with_account().await;
    world.add_account("210987654321", "owner@beta.example").await;
    let root = world.sign_in(World::root()).await.caller;
    let who = service::signin::password::Who::Root { email: "owner@beta.example".to_owned() };
    let other = world.sign_in(who).await.caller;
    send_code::run(&world.service, &root, to(Contact::Security, "s@acme.example")).await.unwrap();
    send_code::run(&world.service, &other, to(Contact::Security, "s@acme.example")).await.unwrap();
    let codes = world.mail_to("s@acme.example").await;
    let foreign = World::code_in(&codes[1]);
    assert_ne!(World::code_in(&codes[0]), foreign);
    confirm::run(&world.service, &root, Contact::Security, &foreign).await.unwrap_err();
}

#[tokio::test]
async fn of_two_tabs_one_confirms() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    send_code::run(&world.service, &root, to(Contact::Email, ROOT)).await.unwrap();
    let code = World::code_in(world.mail().await.last().unwrap());
    let tab = || confirm::run(&world.service, &root, Contact::Email, &code);
    let (one, two, three) = tokio::join!(tab(), tab(), tab());
    let done = [one, two, three].iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(done, 1);
}

#[tokio::test]
async fn nobody_is_flooded_with_codes() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    let send = || send_code::run(&world.service, &root, to(Contact::Security, "x@y.example"));
    for _ in 0..4 {
        send().await.unwrap();
        world.wait(1);
    }
    assert!(matches!(send().await, Err(ServiceError::Wait(_))));
    assert_eq!(world.mail_to("x@y.example").await.len(), 4);
}

#[tokio::test]
async fn only_root_touches_the_root_address_and_strangers_nothing() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    world.add_user(&root, "anna", true).await;
    world.add_user(&root, "ben", false).await;
    let anna = world.sign_in(World::user("anna")).await.caller;
    let ben = world.sign_in(World::user("ben")).await.caller;
    let email = to(Contact::Email, "anna@evil.example");
    let refused = send_code::run(&world.service, &anna, email).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Denied), "{refused:?}");
    send_code::run(&world.service, &anna, to(Contact::Billing, "b@c.example")).await.unwrap();
    let refused = send_code::run(&world.service, &ben, to(Contact::Billing, "b@c.example")).await;
    assert!(refused.is_err());
    assert!(view::run(&world.service, &ben).await.is_err());
    assert!(review::run(&world.service, &ben).await.is_err());
    assert!(remove::run(&world.service, &ben, Contact::Billing).await.is_err());
}

#[tokio::test]
async fn a_contact_that_is_given_up_hears_of_it_and_of_nothing_more() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    world.confirm_contact(&root, Contact::Security, "security@acme.example").await;
    world.mail().await;
    world.wait(1);
    remove::run(&world.service, &root, Contact::Security).await.unwrap();
    let told = world.mail_to("security@acme.example").await;
    assert_eq!(told.len(), 1);
    let words: Vec<&str> = told[0].content.text.split_whitespace().collect();
    assert!(words.join(" ").contains("It was removed."), "{words:?}");
    world.sign_in(World::root()).await;
    assert!(world.mail_to("security@acme.example").await.is_empty());
}

#[tokio::test]
async fn people_are_asked_to_confirm_and_once_a_year_whether_all_is_right() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    let due = |caller: Caller| {
        let service = world.service.clone();
        async move { home::run(&service, &caller).await.unwrap().contacts_due }
    };
    assert_eq!(due(root.clone()).await, Some(Due::Unconfirmed));
    world.confirm_contact(&root, Contact::Email, ROOT).await;
    assert_eq!(due(root.clone()).await, Some(Due::OnlyOneAddress));
    send_code::run(&world.service, &root, to(Contact::Security, "a@acme.example")).await.unwrap();
    assert_eq!(
        due(root.clone()).await,
        Some(Due::OnlyOneAddress),
        "not confirmed, it hears nothing"
    );
    world.confirm_contact(&root, Contact::Billing, "billing@acme.example").await;
    assert_eq!(due(root.clone()).await, None);
    world.wait(365 * 86_400);
    let root = world.sign_in(World::root()).await.caller;
    assert_eq!(due(root.clone()).await, Some(Due::Review));
    review::run(&world.service, &root).await.unwrap();
    assert_eq!(due(root.clone()).await, None);
    remove::run(&world.service, &root, Contact::Billing).await.unwrap();
    assert_eq!(due(root).await, Some(Due::OnlyOneAddress));
}

/// A session that somebody left open leads no notice, link or call elsewhere.
#[tokio::test]
async fn a_stale_session_changes_no_contact_number_or_name() {
    let world = World::with_account().await;
    let svc = &world.service;
    let mut root = world.sign_in(World::root()).await;
    world.confirm_contact(&root.caller, Contact::Security, "security@acme.example").await;
    let phone = world.enrol(&mut root, "root-phone").await;
    number::begin(svc, &root.caller, "+49 30 1234567").await.unwrap();
    let changes = async |caller: &Caller| {
        let wanted = update::Update {
            name: "Acme Works".to_owned(),
            email: ROOT.to_owned(),
            alias: "acme-works".to_owned(),
            phone: String::new(),
        };
        let billing = to(Contact::Billing, "billing@acme.example");
        [
            ("a code to a contact", send_code::run(svc, caller, billing).await),
            ("another address", send_code::run(svc, caller, to(Contact::Email, NEW)).await),
            ("a contact removed", remove::run(svc, caller, Contact::Security).await),
            ("another call", number::again(svc, caller).await),
            ("the number used", number::put::run(svc, caller).await.map(drop)),
            ("another number", number::begin(svc, caller, "+49 30 7654321").await),
            ("another name", update::run(svc, caller, wanted).await),
        ]
    };
    world.wait(301);
    let stale = changes(&root.caller).await;
    for (what, outcome) in stale {
        let refused = matches!(outcome, Err(ServiceError::NotFresh(FreshProof::Code)));
        assert!(refused, "{what}: {outcome:?}");
    }
    assert!(listed(&world, &root.caller, Contact::Security).await.value.is_some());
    assert_eq!(describe::run(svc, &root.caller).await.unwrap().name.as_str(), "Acme");

    // With a fresh proof all of it is let in, but a number that no call confirmed.
    let proof = Proof::Code(phone.code(world.now()));
    let session = by_code(svc, &root.caller, proof).await.unwrap();
    world.take_session(&mut root, session).await;
    for (what, outcome) in changes(&root.caller).await {
        let fits = match what {
            "the number used" => matches!(outcome, Err(ServiceError::Gone(_))),
            _ => outcome.is_ok(),
        };
        assert!(fits, "{what}: {outcome:?}");
    }
}

#[tokio::test]
async fn programs_read_the_contacts_that_were_confirmed_and_no_others() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    let program = world.program(&world.access_key(&root, None).await).await.unwrap();
    let read = async |contact| alternate::run(&world.service, &program, contact, None).await;
    let none = |answer: Result<alternate::Alternate, ServiceError>| {
        let refused = answer.unwrap_err().to_string();
        assert!(refused.starts_with("ResourceNotFoundException: "), "{refused}");
    };
    let desk = "security@acme.example";
    send_code::run(&world.service, &root, to(Contact::Security, desk)).await.unwrap();
    none(read(Contact::Security).await);
    let code = World::code_in(world.mail_to(desk).await.last().unwrap());
    confirm::run(&world.service, &root, Contact::Security, &code).await.unwrap();
    let found = read(Contact::Security).await.unwrap();
    assert_eq!((found.email.as_str(), found.name.as_str()), (desk, "Duty desk"));
    none(read(Contact::Billing).await);
    // Neither the mailbox nor the number is an alternate contact.
    none(read(Contact::Email).await);
    none(read(Contact::Phone).await);

    let asked = information::run(&world.service, &program, None).await;
    let refused = asked.unwrap_err().to_string();
    assert!(refused.starts_with("ResourceNotFoundException: "), "{refused}");
    let id = root.account();
    storage::write(world.store.as_ref(), id, move |tx| {
        let mut account = tx.account(id)?.unwrap();
        account.phone = Some(identity::names::PhoneNumber::parse("+49301234567").unwrap());
        tx.update_account(&account)
    })
    .await
    .unwrap();
    let found = information::run(&world.service, &program, None).await.unwrap();
    assert_eq!(found.phone.as_str(), "+49301234567");
    assert_eq!(found.status, Status::Unverified, "no call has confirmed it");

    for named in ["123456789012", id.to_string().as_str()] {
        let other = information::run(&world.service, &program, Some(named)).await;
        let refused = other.unwrap_err().to_string();
        assert!(refused.starts_with("AccessDenied: There are no organizations"), "{refused}");
    }
}

#[tokio::test]
async fn contacts_are_authorised_on_the_account() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    world.add_user(&root, "quill", false).await;
    let quill = world.access_key(&root, Some("quill")).await;
    let caller = world.program(&quill).await.unwrap();
    let refused = alternate::run(&world.service, &caller, Contact::Billing, None).await;
    let refused = refused.unwrap_err().to_string();
    let wanted = format!(
        "is not authorized to perform: account:GetAlternateContact on resource: arn:aws:account::{}:account",
        root.account()
    );
    assert!(refused.contains(&wanted), "{refused}");
}
