//! A telephone number counts when a call has confirmed it.

use identity::audit::{Action, Reason};
use identity::contact::Contact;
use identity::recovery::CallEnd;
use service::account::{describe, update};
use service::contacts::number::put::Put;
use service::contacts::number::view::Stage;
use service::contacts::number::{self, put, view};
use service::contacts::view::Due;
use service::contacts::{self, review};
use service::recovery::announced_phone;
use service::recovery::calls::place::{CallPurpose, settle, take};
use service::recovery::calls::report::Said;
use service::{Caller, ServiceError, home};
use testing::World;

use crate::activity::last_refusal;
use crate::recovery::{key_in, link_of, placed};

const NUMBER: &str = "+49 30 1234567";

/// Returns the digits on the screen of who confirms a number.
pub(crate) async fn digits(world: &World, caller: &Caller) -> String {
    match view::run(&world.service, caller).await.unwrap().stage {
        Stage::Calling { digits, .. } => digits.replace(' ', ""),
        other => panic!("{other:?}"),
    }
}

async fn phone(world: &World, caller: &Caller) -> Option<String> {
    let account = describe::run(&world.service, caller).await.unwrap();
    account.phone.map(|phone| phone.as_str().to_owned())
}

async fn confirmed(world: &World, caller: &Caller) -> bool {
    let view = contacts::view::run(&world.service, caller).await.unwrap();
    let phone = view.contacts.into_iter().find(|listed| listed.contact == Contact::Phone);
    phone.unwrap().confirmed.is_some()
}

#[tokio::test]
async fn a_number_counts_once_the_digits_on_the_screen_were_keyed_in() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    number::begin(&world.service, &root, NUMBER).await.unwrap();
    assert_eq!(phone(&world, &root).await, None);
    let early = put::run(&world.service, &root).await;
    assert!(matches!(early, Err(ServiceError::Gone(_))), "without the call: {early:?}");

    let order = placed(&world).await;
    assert_eq!((order.to.as_str(), order.purpose), ("+49301234567", CallPurpose::Number));
    let digits = digits(&world, &root).await;
    assert_eq!(key_in(&world, &link_of(&order), &digits).await, Said::Right);
    assert!(matches!(view::run(&world.service, &root).await.unwrap().stage, Stage::Proved));
    assert_eq!(phone(&world, &root).await, None, "who wants it has the last word");
    assert_eq!(put::run(&world.service, &root).await.unwrap(), Put::InForce);
    assert_eq!(phone(&world, &root).await.as_deref(), Some("+49301234567"));
    assert!(confirmed(&world, &root).await);
    let again = put::run(&world.service, &root).await;
    assert!(matches!(again, Err(ServiceError::Gone(_))), "once");
}

#[tokio::test]
async fn no_number_gets_in_around_the_call() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    let command = update::Update {
        name: "Acme".to_owned(),
        email: "owner@acme.example".to_owned(),
        alias: String::new(),
        phone: NUMBER.to_owned(),
    };
    let refused = update::run(&world.service, &root, command).await;
    assert!(matches!(refused, Err(ServiceError::Invalid { field: "phone", .. })), "{refused:?}");
}

#[tokio::test]
async fn wrong_digits_end_the_call_and_links_serve_their_own_call_only() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    number::begin(&world.service, &root, NUMBER).await.unwrap();
    let first = link_of(&placed(&world).await);
    let right = digits(&world, &root).await;
    for (typed, said) in
        [("00", Said::Again), ("00", Said::Again), ("01", Said::Again), ("02", Said::Over)]
    {
        assert_eq!(key_in(&world, &first, typed).await, said, "{typed}");
    }
    assert_eq!(last_refusal(&world, &root).await, Some(Reason::WrongDigits));
    assert_eq!(key_in(&world, &first, &right).await, Said::Over, "not in a call that is over");
    let Stage::Call { last } = view::run(&world.service, &root).await.unwrap().stage else {
        panic!("it ended")
    };
    assert_eq!(last, Some(CallEnd::WrongDigits));

    number::again(&world.service, &root).await.unwrap();
    let second = link_of(&placed(&world).await);
    let new = digits(&world, &root).await;
    assert_eq!(key_in(&world, &first, &new).await, Said::Over, "the link of another call");
    assert_eq!(key_in(&world, &second, &new).await, Said::Right);
}

#[tokio::test]
async fn what_another_person_confirms_is_theirs() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    world.add_user(&root, "anna", true).await;
    world.add_user(&root, "ben", false).await;
    let anna = world.sign_in(World::user("anna")).await.caller;
    let ben = world.sign_in(World::user("ben")).await.caller;
    let refused = number::begin(&world.service, &ben, NUMBER).await;
    assert!(matches!(refused, Err(ServiceError::Denied)), "{refused:?}");
    number::begin(&world.service, &anna, "+1 555 0100").await.unwrap();
    let annas = link_of(&placed(&world).await);
    let typed = digits(&world, &anna).await;
    assert_eq!(key_in(&world, &annas, &typed).await, Said::Right);
    assert!(view::run(&world.service, &root).await.is_err(), "root confirms nothing");
    assert!(put::run(&world.service, &root).await.is_err());

    // An administrator's number is announced, and stays confirmed when it counts.
    assert_eq!(put::run(&world.service, &anna).await.unwrap(), Put::Announced);
    assert_eq!(phone(&world, &anna).await, None);
    world.wait(72 * 3600);
    announced_phone::apply_all(&world.service).await.unwrap();
    let root = world.sign_in(World::root()).await.caller;
    assert_eq!(phone(&world, &root).await.as_deref(), Some("+15550100"));
    assert!(confirmed(&world, &root).await);
}

#[tokio::test]
async fn an_old_number_is_asked_about_until_a_call_confirms_it() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    world.confirm_contact(&root, Contact::Email, "owner@acme.example").await;
    let id = root.account();
    storage::write(world.store.as_ref(), id, move |tx| {
        let mut account = tx.account(id)?.unwrap();
        account.phone = Some(identity::names::PhoneNumber::parse(NUMBER).unwrap());
        tx.update_account(&account)
    })
    .await
    .unwrap();
    review::run(&world.service, &root).await.unwrap();
    let due = home::run(&world.service, &root).await.unwrap().contacts_due;
    assert_eq!(due, Some(Due::PhoneUnconfirmed), "saying that it is right confirms nothing");
    crate::recovery::change_phone(&world, &root, NUMBER).await.unwrap();
    let due = home::run(&world.service, &root).await.unwrap().contacts_due;
    assert_eq!(due, Some(Due::OnlyOneAddress), "the number is as it should be");
    let changed =
        storage::read(world.store.as_ref(), move |tx| tx.contact_changed(id, Contact::Phone));
    let changed: Option<identity::Timestamp> = changed.await.unwrap();
    assert_eq!(changed, None, "the same number makes no recovery wait");
}

#[tokio::test]
async fn nobodys_telephone_is_rung_all_night_and_a_failing_gateway_costs_nothing() {
    let world = World::with_account().await;
    world.add_account("210987654321", "owner@beta.example").await;
    let root = world.sign_in(World::root()).await.caller;
    for _ in 0..3 {
        number::begin(&world.service, &root, "+1 555 0199").await.unwrap();
        let failed = take(&world.service).await.unwrap().remove(0);
        settle(&world.service, &failed, Err("no route".to_owned())).await.unwrap();
    }
    for _ in 0..5 {
        number::begin(&world.service, &root, NUMBER).await.unwrap();
    }
    let slowed = number::begin(&world.service, &root, NUMBER).await;
    assert!(matches!(slowed, Err(ServiceError::Wait(_))), "{slowed:?}");
    let who = service::signin::password::Who::Root { email: "owner@beta.example".to_owned() };
    let other = world.sign_in(who).await.caller;
    let slowed = number::begin(&world.service, &other, NUMBER).await;
    assert!(matches!(slowed, Err(ServiceError::Wait(_))), "by another account: {slowed:?}");
    let record = storage::AuditFilter {
        action: Some(Action::SendContactCode),
        ..storage::AuditFilter::default()
    };
    let id = root.account();
    let kept = storage::read(world.store.as_ref(), move |tx| tx.records(id, &record, 50));
    let kept: Vec<_> = kept.await.unwrap();
    assert_eq!(kept.len(), 3 + 3 + 5);
}
