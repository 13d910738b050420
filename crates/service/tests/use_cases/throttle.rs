//! Guessing is slowed down, whatever the page; owners are not shut out.

use identity::throttle::FAILURES_UNTIL_PAIR;
use service::devices::{enable, resync};
use service::signin::password::Who;
use service::signin::{Origin, Step};
use service::{FactorRefusal, Proof, ServiceError, session};
use testing::{PASSWORD, World};

use crate::recovery_codes::{make_codes, try_code as by_recovery_code};

fn is_wait<T>(result: &Result<T, ServiceError>) -> bool {
    matches!(result, Err(ServiceError::Wait(_)))
}

#[tokio::test]
async fn wrong_passwords_wait_and_unknown_names_wait_just_so() {
    let world = World::with_account().await;
    for who in [World::root(), World::user("nobody")] {
        let mut refused = 0;
        for attempt in 0..10 {
            let origin = World::origin_from(&format!("198.51.100.{attempt}"));
            match world.try_password_from(who.clone(), "wrong", origin).await.unwrap_err() {
                ServiceError::SignInRefused => refused += 1,
                ServiceError::Wait(_) => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(refused, 6, "five free attempts, and the one that starts the wait");
        assert!(is_wait(&world.try_password(who, PASSWORD).await), "a right one waits as well");
    }
}

#[tokio::test]
async fn a_stranger_cannot_keep_the_owner_out() {
    let world = World::with_account().await;
    let owner = world.sign_in(World::root()).await;
    for attempt in 0..40 {
        let origin = World::origin_from(&format!("198.51.100.{attempt}"));
        let _ = world.try_password_from(World::root(), "wrong", origin).await;
        world.wait(1);
    }
    assert!(
        is_wait(&world.try_password(World::root(), PASSWORD).await),
        "an unknown browser waits"
    );
    let mut origin = World::origin();
    origin.browser = owner.browser;
    let known = world.try_password_from(World::root(), PASSWORD, origin).await;
    assert!(matches!(known.unwrap(), Step::Complete(_)), "the owner's own browser does not");
    world.wait(15 * 60);
    assert!(world.try_password(World::root(), PASSWORD).await.is_ok(), "and nobody waits for ever");
}

/// Who does not know the password fills the counter of passwords, and no other.
#[tokio::test]
async fn wrong_passwords_keep_neither_devices_nor_recovery_codes_waiting() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let codes = make_codes(&world, &root.caller).await;
    for attempt in 0..40 {
        let origin = World::origin_from(&format!("198.51.100.{attempt}"));
        world.try_password_from(World::root(), "wrong", origin).await.unwrap_err();
        world.wait(1);
    }
    assert!(is_wait(&world.try_password(World::root(), PASSWORD).await), "the counter is full");
    let owner = async || {
        let origin = Origin { browser: root.browser.clone(), ..World::origin() };
        let step = world.try_password_from(World::root(), PASSWORD, origin).await;
        let Ok(Step::SecondFactor(token)) = step else { panic!("{step:?}") };
        token
    };
    let by_device = world.try_code(&owner().await, phone.code(world.now())).await;
    assert!(matches!(by_device, Ok(Step::Complete(_))), "{by_device:?}");
    let by_code = by_recovery_code(&world, &owner().await, &codes[1]).await;
    assert!(matches!(by_code, Ok(Step::Complete(_))), "{by_code:?}");
}

#[tokio::test]
async fn a_forged_mark_of_a_known_browser_helps_nobody() {
    let world = World::with_account().await;
    let owner = world.sign_in(World::root()).await;
    for attempt in 0..40 {
        let mut origin = World::origin_from(&format!("198.51.100.{attempt}"));
        // The mark of a browser that another identity has used.
        origin.browser = Some("A".repeat(64));
        let _ = world.try_password_from(World::root(), "wrong", origin).await;
    }
    assert!(is_wait(&world.try_password(World::root(), PASSWORD).await));
    drop(owner);
}

#[tokio::test]
async fn one_place_cannot_try_many_names() {
    let world = World::with_account().await;
    let mut waited = false;
    for attempt in 0..60 {
        waited |= is_wait(&world.try_password(World::user(&format!("u{attempt}")), "x").await);
    }
    assert!(waited);
}

#[tokio::test]
async fn wrong_codes_wait_over_all_sign_ins_and_pages_together() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let wrong = || World::typed("000000");

    // Two at sign-in, each in a sign-in of its own.
    for _ in 0..2 {
        let token = world.await_code(World::root()).await;
        let refused = world.try_code(&token, wrong()).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Factor(FactorRefusal::Wrong)));
    }
    // One while confirming, one by resynchronising.
    let confirm = session::confirm::by_code(&world.service, &root.caller, Proof::Code(wrong()));
    assert!(matches!(confirm.await.unwrap_err(), ServiceError::Factor(_)));
    let serial = service::devices::list::run(&world.service, &root.caller, root.caller.identity());
    let serial = serial.await.unwrap()[0].serial.clone();
    let pair = resync::Resync { serial, first: wrong(), second: wrong() };
    let refused = resync::run(&world.service, &root.caller, pair).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Pair(_)));
    // The fifth waits, wherever it comes, and so does a right one.
    let token = world.await_code(World::root()).await;
    assert!(is_wait(&world.try_code(&token, phone.code(world.now())).await));
    world.wait(5);
    assert!(world.try_code(&token, phone.code(world.now())).await.is_ok());
}

#[tokio::test]
async fn after_twenty_wrong_codes_only_two_in_a_row_count_and_the_owner_gets_in() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    for _ in 0..FAILURES_UNTIL_PAIR {
        world.wait(15 * 60);
        let token = world.await_code(World::root()).await;
        let refused = world.try_code(&token, World::typed("000000")).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Factor(FactorRefusal::Wrong)), "{refused:?}");
    }
    world.wait(15 * 60);
    let token = world.await_code(World::root()).await;
    let refused = world.try_code(&token, phone.code(world.now())).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Factor(FactorRefusal::PairNeeded)));

    let (first, second) = phone.pair(world.now());
    let step = world.try_proof(&token, Proof::Pair { first, second, serial: None }).await;
    assert!(matches!(step.unwrap(), Step::Complete(_)));
    world.sign_in_with(World::root(), &phone).await;
}

#[tokio::test]
async fn a_right_password_does_not_forgive_wrong_codes() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    world.enrol(&mut root, "root-phone").await;
    for _ in 0..4 {
        let token = world.await_code(World::root()).await;
        let _ = world.try_code(&token, World::typed("000000")).await;
    }
    let token = world.await_code(World::root()).await;
    assert!(is_wait(&world.try_code(&token, World::typed("000000")).await));
}

#[tokio::test]
async fn guessing_at_enrolment_waits_as_well() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let (serial, phone) = world.begin_device(&root.caller, "root-phone").await;
    let enable = |first, second| enable::Enable { serial: serial.clone(), first, second };
    for _ in 0..4 {
        let wrong = enable(World::typed("000000"), World::typed("000001"));
        let refused = enable::run(&world.service, &root.caller, wrong).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Pair(_)));
    }
    let (first, second) = phone.pair(world.now());
    let early = enable::run(&world.service, &root.caller, enable(first, second)).await;
    assert!(is_wait(&early));
    world.wait(5);
    let (first, second) = phone.pair(world.now());
    enable::run(&world.service, &root.caller, enable(first, second)).await.unwrap();
}

#[tokio::test]
async fn no_spelling_of_a_name_evades_the_factor_or_has_a_counter_of_its_own() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    world.enrol(&mut root, "root-phone").await;
    world.add_user(&root.caller, "alice", false).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    world.enrol(&mut alice, "alice-phone").await;
    let root_as = |email: &str| Who::Root { email: email.to_owned() };
    for spellings in [
        ["alice", "ALICE", " alice", "alice ", "aLiCe\t", "alice\u{200b}"].map(World::user),
        [
            "owner@acme.example",
            "OWNER@ACME.EXAMPLE",
            " owner@acme.example",
            "owner@acme.example ",
            "Owner@acme.Example\t",
            "owner@acme.example.",
        ]
        .map(root_as),
    ] {
        let mut known = Vec::new();
        for (number, who) in (0..).zip(&spellings) {
            let origin = World::origin_from(&format!("198.51.100.{number}"));
            match world.try_password_from(who.clone(), PASSWORD, origin).await {
                Ok(Step::SecondFactor(_)) => known.push(who.clone()),
                Err(ServiceError::SignInRefused) => {}
                other => panic!("{who:?}: {other:?}"),
            }
        }
        assert!(known.len() >= 2, "small and capital letters are the same");
        for (number, who) in (0..12).zip(known.iter().cycle()) {
            let origin = World::origin_from(&format!("203.0.113.{number}"));
            world.try_password_from(who.clone(), "wrong", origin).await.unwrap_err();
        }
        for who in known {
            assert!(is_wait(&world.try_password(who, PASSWORD).await));
        }
    }
}
