//! Signing in: the order of the steps, and what each refuses.

use identity::audit::Reason;
use service::signin::{Step, new_password, pending};
use service::users::{self, ConsoleAccess};
use service::{FactorRefusal, Proof, ServiceError};
use testing::{PASSWORD, World};

use crate::activity::last_refusal;

#[tokio::test]
async fn the_password_alone_opens_an_identity_without_a_device() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    assert!(root.caller.is_root() && !root.caller.has_mfa());
}

#[tokio::test]
async fn with_a_device_the_password_alone_opens_nothing() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;

    let token = world.await_code(World::root()).await;
    assert!(world.caller(&token).await.is_err(), "a pending sign-in is no session");
    let step = world.try_code(&token, phone.code(world.now())).await.unwrap();
    assert!(world.signed_in(step).await.caller.has_mfa());
}

#[tokio::test]
async fn every_refusal_of_names_and_passwords_is_the_same() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let unknown_root = service::signin::password::Who::Root { email: "x@y.example".to_owned() };
    let unknown_account = service::signin::password::Who::User {
        account: "999999999999".to_owned(),
        name: "alice".to_owned(),
    };
    for (who, typed, reason) in [
        (World::root(), "wrong", Some(Reason::WrongPassword)),
        (World::user("alice"), "wrong", Some(Reason::WrongPassword)),
        (World::user("nobody"), PASSWORD, Some(Reason::UnknownUser)),
        (World::user("a b\u{0}"), PASSWORD, Some(Reason::UnknownUser)),
        (unknown_root, PASSWORD, None),
        (unknown_account, PASSWORD, None),
    ] {
        let refused = world.try_password(who, typed).await.unwrap_err();
        assert!(matches!(refused, ServiceError::SignInRefused), "{refused:?}");
        if reason.is_some() {
            assert_eq!(last_refusal(&world, &root.caller).await, reason);
        }
    }
}

#[tokio::test]
async fn an_alias_and_the_number_lead_to_the_same_user() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "Alice", false).await;
    let update = service::account::update::Update {
        name: "Acme".to_owned(),
        email: "owner@acme.example".to_owned(),
        alias: "acme".to_owned(),
        phone: String::new(),
    };
    service::account::update::run(&world.service, &root.caller, update).await.unwrap();
    for account in ["123456789012", "acme", " ACME ", "1234-5678-9012"] {
        let who = service::signin::password::Who::User {
            account: account.to_owned(),
            name: "aLICE".to_owned(),
        };
        assert_eq!(world.sign_in(who).await.caller.name(), "Alice");
    }
}

#[tokio::test]
async fn a_code_of_any_device_will_do_and_each_code_once() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let laptop = world.enrol(&mut root, "root-laptop").await;
    for device in [&phone, &laptop] {
        let code = device.code(world.now());
        let token = world.await_code(World::root()).await;
        assert!(matches!(world.try_code(&token, code.clone()).await.unwrap(), Step::Complete(_)));
        let token = world.await_code(World::root()).await;
        let again = world.try_code(&token, code).await.unwrap_err();
        assert!(matches!(again, ServiceError::Factor(FactorRefusal::Spent { .. })), "{again:?}");
    }
}

/// Story S4: the code of one's other identity is never accepted.
#[tokio::test]
async fn the_code_of_another_identity_is_never_accepted() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    let root_phone = world.enrol(&mut root, "root-phone").await;
    let mut alice = world.sign_in(World::user("alice")).await;
    let alice_phone = world.enrol(&mut alice, "alice-phone").await;

    let token = world.await_code(World::root()).await;
    let refused = world.try_code(&token, alice_phone.code(world.now())).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Factor(FactorRefusal::Wrong)));
    let shown = pending::run(&world.service, &token).await.unwrap();
    let names: Vec<&str> = shown.devices.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["root-phone"], "the page names the devices that count");
    assert!(world.try_code(&token, root_phone.code(world.now())).await.is_ok());
}

/// Story S3: a clock that is minutes off is named, and two codes mend it.
#[tokio::test]
async fn a_drifted_device_is_recognised_and_resynchronised_at_sign_in() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let mut phone = world.enrol(&mut root, "root-phone").await;
    phone.ahead = 240;

    let token = world.await_code(World::root()).await;
    let refused = world.try_code(&token, phone.code(world.now())).await.unwrap_err();
    let ServiceError::Factor(FactorRefusal::ClockOff { device, seconds }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!((device.as_str(), seconds), ("root-phone", 240));

    let (first, second) = phone.pair(world.now());
    let pair = Proof::Pair { first, second, serial: None };
    assert!(matches!(world.try_proof(&token, pair).await.unwrap(), Step::Complete(_)));
    world.sign_in_with(World::root(), &phone).await;
}

#[tokio::test]
async fn a_pending_sign_in_ends_by_time_by_use_and_by_a_change() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;

    let used = world.await_code(World::root()).await;
    world.try_code(&used, phone.code(world.now())).await.unwrap();
    world.wait(60);
    let again = world.try_code(&used, phone.code(world.now())).await;
    assert!(matches!(again.unwrap_err(), ServiceError::Gone(_)));

    let old = world.await_code(World::root()).await;
    world.wait(600);
    let late = world.try_code(&old, phone.code(world.now())).await;
    assert!(matches!(late.unwrap_err(), ServiceError::Gone(_)));

    let mut fresh = world.sign_in_with(World::root(), &phone).await;
    let open = world.await_code(World::root()).await;
    world.enrol(&mut fresh, "root-laptop").await;
    let changed = world.try_code(&open, phone.code(world.now())).await;
    assert!(matches!(changed.unwrap_err(), ServiceError::Gone(_)));
}

#[tokio::test]
async fn a_given_password_must_be_replaced_and_the_factor_is_not_skipped() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    let phone = world.enrol(&mut alice, "alice-phone").await;
    let root = world.sign_in(World::root()).await;
    let text =
        users::set_password::run(&world.service, &root.caller, "alice", ConsoleAccess::OneTime);
    let one_time = text.await.unwrap().unwrap();
    assert!(world.caller(&alice.session).await.is_err(), "her sessions have ended");

    let step = world.try_password(World::user("alice"), &one_time).await.unwrap();
    let Step::SecondFactor(token) = step else { panic!("{step:?}") };
    let chosen = |token, text| new_password::NewPassword {
        token,
        password: identity::password::Password::new(text),
        origin: World::origin(),
    };
    let skipped =
        new_password::run(&world.service, chosen(token.clone(), "four otters in a canoe")).await;
    assert!(matches!(skipped.unwrap_err(), ServiceError::Gone(_)), "no step is skipped");

    let step = world.try_code(&token, phone.code(world.now())).await.unwrap();
    let Step::NewPassword(token) = step else { panic!("{step:?}") };
    let same = new_password::run(&world.service, chosen(token.clone(), &one_time)).await;
    assert!(matches!(same.unwrap_err(), ServiceError::Invalid { .. }));
    let done = new_password::run(&world.service, chosen(token, "four otters in a canoe")).await;
    assert!(done.unwrap().mfa);
    let old = world.try_password(World::user("alice"), &one_time).await;
    assert!(matches!(old.unwrap_err(), ServiceError::SignInRefused));
}

#[tokio::test]
async fn a_given_password_is_good_for_a_week() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let given =
        users::set_password::run(&world.service, &root.caller, "alice", ConsoleAccess::OneTime);
    let one_time = given.await.unwrap().unwrap();
    world.wait(7 * 24 * 3600 + 1);
    let late = world.try_password(World::user("alice"), &one_time).await;
    assert!(matches!(late.unwrap_err(), ServiceError::SignInRefused));
}

/// What was spent is kept as the number of the step, and not as a moment.
#[tokio::test]
async fn a_clock_that_is_set_back_brings_no_spent_code_back() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    world.sign_in_with(World::root(), &phone).await;
    let then = world.now();
    for back in [3600, 60, 0] {
        world.env.set(then.minus(std::time::Duration::from_secs(back)));
        let origin = World::origin_from(&format!("198.51.100.{}", back % 256));
        let step = world.try_password_from(World::root(), PASSWORD, origin).await.unwrap();
        let Step::SecondFactor(token) = step else { panic!("{step:?}") };
        let again = world.try_code(&token, phone.code(world.now())).await;
        let spent = matches!(again, Err(ServiceError::Factor(FactorRefusal::Spent { .. })));
        assert!(spent, "{back} seconds back: {again:?}");
    }
    world.env.set(then);
    world.sign_in_with(World::root(), &phone).await;
}
