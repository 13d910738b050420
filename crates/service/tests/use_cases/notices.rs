//! Notices: who is told of what, once, and in which words.

use identity::contact::Contact;
use identity::names::EmailAddress;
use identity::password::Password;
use identity::recovery_code::RecoveryCode;
use service::devices::{enable, list, remove, report_lost, suspend};
use service::outbox::claim::{self, Claimed};
use service::outbox::{settle, status};
use service::passwords::change;
use service::session::confirm;
use service::signin::recovery_code::{self, ByRecoveryCode};
use service::{Proof, ServiceError, access_keys, account, recovery_codes, users};
use storage::{Message, MessageId, Settlement};
use testing::{PASSWORD, World};

use crate::recovery_codes::{make_codes, sign_in_by_code};

const ROOT: &str = "owner@acme.example";

fn kinds(mail: &[Claimed]) -> Vec<&str> {
    mail.iter().map(|message| message.kind.as_str()).collect()
}

#[tokio::test]
async fn whatever_changes_who_can_get_in_is_told() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    assert_eq!(kinds(&world.mail().await), ["root-use"]);

    let phone = world.enrol(&mut root, "phone").await;
    assert_eq!(kinds(&world.mail().await), ["new-device"]);

    world.add_user(&root.caller, "anna", true).await;
    assert_eq!(kinds(&world.mail().await), ["new-administrator"]);

    access_keys::create::run(&world.service, &root.caller, Some("anna")).await.unwrap();
    assert_eq!(kinds(&world.mail().await), ["new-access-key"]);

    let new = change::Change {
        present: Password::new(PASSWORD),
        new: Password::new("nine loud herons sing"),
    };
    let session = change::run(&world.service, &root.caller, new).await.unwrap();
    world.take_session(&mut root, session).await;
    assert_eq!(kinds(&world.mail().await), ["password-changed"]);

    world.sign_in(World::user("anna")).await;
    assert_eq!(kinds(&world.mail().await), ["new-place"]);

    world.wait(60);
    let serial = root.caller.mfa_device().unwrap().clone();
    let proof = Proof::Code(phone.code(world.now()));
    remove::own(&world.service, &root.caller, &serial, proof).await.unwrap();
    assert_eq!(kinds(&world.mail().await), ["removed-device"]);
}

#[tokio::test]
async fn recovery_codes_and_lost_devices_are_told() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    world.mail().await;
    let codes = make_codes(&world, &root.caller).await;
    let mail = world.mail().await;
    assert_eq!(kinds(&mail), ["recovery-codes"]);
    assert!(mail[0].content.subject.contains("New recovery codes"), "{}", mail[0].content.subject);

    let by_code = sign_in_by_code(&world, &codes[0]).await;
    let mail = world.mail().await;
    let used = mail.iter().find(|mail| mail.kind == "recovery-codes").unwrap();
    assert!(used.content.text.contains("9 codes are left."), "{}", used.content.text);
    assert!(kinds(&mail).contains(&"root-use"));

    let lost = list::run(&world.service, &by_code.caller, by_code.caller.identity()).await;
    let lost = lost.unwrap().remove(0).serial;
    let token = world.await_code(World::root()).await;
    suspend::at_sign_in(&world.service, &token, &lost, &World::origin()).await.unwrap();
    suspend::at_sign_in(&world.service, &token, &lost, &World::origin()).await.unwrap();
    let mail = world.mail().await;
    assert_eq!(kinds(&mail), ["lost-device"], "twice is once");
    assert!(mail[0].content.text.contains("signs nobody in"), "{}", mail[0].content.text);

    let by_code = sign_in_by_code(&world, &codes[1]).await;
    world.mail().await;
    suspend::resume(&world.service, &by_code.caller, &lost).await.unwrap();
    assert_eq!(kinds(&world.mail().await), ["lost-device"]);
    report_lost::run(&world.service, &by_code.caller, &lost).await.unwrap();
    assert_eq!(kinds(&world.mail().await), ["removed-device"]);
    recovery_codes::drop::run(&world.service, &by_code.caller).await.unwrap();
    let mail = world.mail().await;
    assert_eq!(kinds(&mail), ["recovery-codes"]);
    let words: Vec<&str> = mail[0].content.text.split_whitespace().collect();
    assert!(words.join(" ").contains("8 of them had not been used"), "{words:?}");
    assert!(world.try_code(&token, phone.code(world.now())).await.is_err());
}

#[tokio::test]
async fn a_reset_and_the_wish_for_one_are_told_to_every_address() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.confirm_contact(&root.caller, Contact::Operations, "duty@acme.example").await;
    for name in ["alice", "bob", "carol"] {
        world.add_user(&root.caller, name, true).await;
    }
    let alice = world.sign_in(World::user("alice")).await;
    let carol = world.sign_in(World::user("carol")).await;
    users::reset::rule::set(&world.service, &root.caller, true).await.unwrap();
    world.mail().await;

    users::reset::run::run(&world.service, &alice.caller, "bob").await.unwrap();
    let mail = world.mail().await;
    assert_eq!(kinds(&mail), ["mfa-reset-asked", "mfa-reset-asked"]);
    assert!(mail.iter().any(|mail| mail.recipient == "duty@acme.example"));
    assert!(mail[0].content.text.contains("Nothing has changed so far"));
    users::reset::run::approve(&world.service, &carol.caller, "bob").await.unwrap();
    let mail = world.mail().await;
    assert_eq!(kinds(&mail), ["mfa-reset", "mfa-reset"]);
    let text = &mail[0].content.text;
    assert!(text.contains("alice had asked for it."), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 72), "{text}");
}

#[tokio::test]
async fn a_refused_change_tells_nobody() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let (serial, phone) = world.begin_device(&root.caller, "phone").await;
    world.mail().await;
    let first = phone.step(world.now(), 500);
    let second = phone.step(world.now(), 900);
    let wrong = enable::Enable { serial, first, second };
    enable::run(&world.service, &root.caller, wrong).await.unwrap_err();
    users::set_administrator::run(&world.service, &root.caller, "nobody", true).await.unwrap_err();
    assert!(world.mail().await.is_empty());
}

#[tokio::test]
async fn a_known_browser_of_a_user_is_no_news_and_root_always_is() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "anna", false).await;
    let anna = world.sign_in(World::user("anna")).await;
    world.mail().await;

    let mut origin = World::origin();
    origin.browser.clone_from(&anna.browser);
    world.try_password_from(World::user("anna"), PASSWORD, origin.clone()).await.unwrap();
    assert!(world.mail().await.is_empty());

    origin.browser.clone_from(&root.browser);
    world.wait(1);
    world.try_password_from(World::root(), PASSWORD, origin).await.unwrap();
    let mail = world.mail().await;
    assert_eq!(kinds(&mail), ["root-use"]);
    assert!(mail[0].content.text.contains("has been used for it before"));
}

#[tokio::test]
async fn guessing_is_told_once_a_day() {
    let world = World::with_account().await;
    // So that what follows is one day.
    world.wait(7200);
    for number in 0..30 {
        let origin = World::origin_from(&format!("198.51.100.{number}"));
        world.try_password_from(World::root(), "wrong password here", origin).await.unwrap_err();
        world.wait(1000);
    }
    let mail = world.mail().await;
    assert_eq!(kinds(&mail), ["repeated-failures"]);
    assert!(mail[0].content.text.contains("nobody is locked out"));
    world.wait(86_400);
    for _ in 0..6 {
        world.try_password(World::root(), "wrong password here").await.unwrap_err();
        world.wait(1000);
    }
    assert_eq!(kinds(&world.mail().await), ["repeated-failures"]);
}

#[tokio::test]
async fn wrong_codes_behind_the_right_password_are_an_alarm() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    world.enrol(&mut root, "phone").await;
    world.mail().await;
    let token = world.await_code(World::root()).await;
    for code in ["000000", "111111", "222222"] {
        world.try_code(&token, World::typed(code)).await.unwrap_err();
    }
    let mail = world.mail().await;
    assert_eq!(kinds(&mail), ["repeated-failures"]);
    assert!(mail[0].content.text.contains("knows the right password"), "{}", mail[0].content.text);
}

#[tokio::test]
async fn wrong_recovery_codes_behind_the_right_password_are_an_alarm_as_well() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    world.enrol(&mut root, "phone").await;
    make_codes(&world, &root.caller).await;
    world.mail().await;
    let token = world.await_code(World::root()).await;
    for random in 1..=3 {
        assert_eq!(kinds(&world.mail().await), [""; 0]);
        let code = RecoveryCode::from_random([random; 16]);
        let command = ByRecoveryCode { token: token.clone(), code, origin: World::origin() };
        recovery_code::run(&world.service, command).await.unwrap_err();
    }
    let mail = world.mail().await;
    assert_eq!(kinds(&mail), ["repeated-failures"]);
    assert!(mail[0].content.text.contains("Several recovery codes"), "{}", mail[0].content.text);
}

#[tokio::test]
async fn the_security_contact_hears_of_users_and_both_hear_of_root() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.confirm_contact(&root.caller, Contact::Security, "security@acme.example").await;
    world.mail().await;

    world.add_user(&root.caller, "anna", false).await;
    world.sign_in(World::user("anna")).await;
    let mail = world.mail().await;
    assert_eq!(mail.len(), 1);
    assert_eq!(
        (mail[0].kind.as_str(), mail[0].recipient.as_str()),
        ("new-place", "security@acme.example")
    );

    world.wait(1);
    world.sign_in(World::root()).await;
    let mut told: Vec<String> = world.mail().await.into_iter().map(|m| m.recipient).collect();
    told.sort();
    assert_eq!(told, [ROOT, "security@acme.example"]);
}

#[tokio::test]
async fn a_notice_says_when_from_where_and_what_to_do_and_leads_nowhere() {
    let world = World::with_account().await;
    world.sign_in(World::root()).await;
    let mail = world.mail().await;
    let content = &mail[0].content;
    for words in [
        "14 November 2023, 22:13 UTC",
        "192.0.2.1",
        "Acme, number 1234 5678 9012",
        "If this was not you",
    ] {
        assert!(content.text.contains(words), "{words}: {}", content.text);
        assert!(content.html.contains(words), "{words}: {}", content.html);
    }
    for link in ["http", "href", "src="] {
        assert!(!content.text.contains(link) && !content.html.contains(link), "{link}");
    }
    assert!(content.text.lines().all(|line| line.chars().count() <= 72), "{}", content.text);
}

#[tokio::test]
async fn names_are_words_in_every_notice_and_nothing_else() {
    let world = World::empty();
    let evil = "<img src=x onerror=alert(1)> \"&'";
    let command = account::create::Create {
        name: evil.to_owned(),
        email: ROOT.to_owned(),
        account_id: None,
        password: Some(Password::new(PASSWORD)),
        with_access_key: false,
    };
    account::create::run(&world.service, command).await.unwrap();
    let mut origin = World::origin();
    origin.agent = "<script>alert(1)</script> visit https://evil.example".to_owned();
    world.try_password_from(World::root(), PASSWORD, origin).await.unwrap();
    let content = &world.mail().await[0].content;
    assert!(
        !content.html.contains("<img") && !content.html.contains("<script"),
        "{}",
        content.html
    );
    assert!(content.html.contains("&#60;img src=x"), "{}", content.html);
    assert!(!content.text.contains("evil.example"), "what a client calls itself is not repeated");
}

#[tokio::test]
async fn what_a_message_says_is_sealed_and_forgotten_once_it_is_sent() {
    let world = World::with_account().await;
    world.sign_in(World::root()).await;
    let worker = claim::worker(&world.service);
    let now = world.now();
    let kept = storage::write_anywhere(world.store.as_ref(), move |tx| {
        tx.claim_messages(worker, now, now, 10)
    });
    let kept: Vec<storage::ClaimedMessage> = kept.await.unwrap();
    let sealed = String::from_utf8_lossy(&kept[0].sealed).into_owned();
    assert!(!sealed.contains("root") && !sealed.contains("Acme"), "{sealed}");
    let mail = world.mail().await;
    assert_eq!(mail.len(), 1, "its time was up at once");
}

#[tokio::test]
async fn a_message_moved_to_another_account_is_given_up_and_on_record() {
    let world = World::with_account().await;
    world.add_account("210987654321", "owner@beta.example").await;
    world.sign_in(World::root()).await;
    let worker = claim::worker(&world.service);
    let now = world.now();
    let moved = storage::write_anywhere(world.store.as_ref(), move |tx| {
        let kept = tx.claim_messages(worker, now, now, 10)?.remove(0);
        let other = identity::names::AccountId::parse("210987654321").unwrap();
        let message = Message {
            id: MessageId([9; 16]),
            kind: kept.kind,
            event: "moved".to_owned(),
            recipient: EmailAddress::parse("thief@evil.example").unwrap(),
            sealed: kept.sealed,
            queued: kept.queued,
        };
        tx.queue_message(other, &message)
    });
    assert!(moved.await.unwrap());
    let mail = world.mail().await;
    assert!(mail.iter().all(|message| message.recipient == ROOT));
    let given_up = status::run(&world.service).await.unwrap().given_up;
    assert_eq!(given_up.len(), 1);
    assert_eq!(given_up[0].recipient.as_str(), "thief@evil.example");
}

#[tokio::test]
async fn a_message_that_is_given_up_is_on_record_in_one_line() {
    let world = World::with_account().await;
    world.sign_in(World::root()).await;
    let worker = claim::worker(&world.service);
    let message = claim::run(&world.service, worker, 1).await.unwrap().remove(0);
    let why = Settlement::GivenUp(format!("550 no such user\r\nx{}", "y".repeat(900)));
    assert!(settle::run(&world.service, worker, message.account, message.id, why).await.unwrap());
    let status = status::run(&world.service).await.unwrap();
    assert_eq!(status.counts.given_up, 1);
    let why = &status.given_up[0].why;
    assert!(why.starts_with("550 no such user  x") && why.chars().count() == 200, "{why}");
    let filter = storage::AuditFilter {
        action: Some(identity::audit::Action::DeliverMail),
        ..storage::AuditFilter::default()
    };
    let records =
        storage::read(world.store.as_ref(), move |tx| tx.records(message.account, &filter, 9));
    let records: Vec<_> = records.await.unwrap();
    assert_eq!(records.len(), 1);
}

#[tokio::test]
async fn guessing_the_password_in_an_open_session_is_told_as_well() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.mail().await;
    for failures in 1..=3 {
        let wrong = Password::new("not the password of root");
        let refused = confirm::by_password(&world.service, &root.caller, &wrong).await;
        assert!(matches!(refused, Err(ServiceError::Invalid { .. })), "{refused:?}");
        let told = world.mail().await;
        assert_eq!(told.len(), usize::from(failures == 3), "after {failures}");
        assert!(told.iter().all(|mail| mail.content.text.contains("in a session of")));
    }
}
