//! Sessions: how long they last and what ends them.

use service::passwords::change;
use service::users::{sign_out, view};
use service::{FreshProof, Proof, ServiceError, session, signin};
use testing::{PASSWORD, World};

const NEW: &str = "nine brass kettles sing";

fn change_to(new: &str) -> change::Change {
    change::Change {
        present: identity::password::Password::new(PASSWORD),
        new: identity::password::Password::new(new),
    }
}

#[tokio::test]
async fn root_is_signed_out_after_a_quarter_of_an_hour_of_silence() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    for _ in 0..3 {
        world.wait(14 * 60);
        world.caller(&root.session).await.unwrap();
    }
    world.wait(15 * 60);
    assert!(world.caller(&root.session).await.is_err());
}

#[tokio::test]
async fn and_after_an_hour_whatever_it_does() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    for _ in 0..5 {
        world.wait(11 * 60);
        world.caller(&root.session).await.unwrap();
    }
    world.wait(5 * 60);
    assert!(world.caller(&root.session).await.is_err());
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    signin::sign_out::run(&world.service, &root.caller).await.unwrap();
    assert!(matches!(world.caller(&root.session).await.unwrap_err(), ServiceError::SignedOut));
}

#[tokio::test]
async fn a_new_password_ends_the_others_and_renews_the_own_token() {
    let world = World::with_account().await;
    let other = world.sign_in(World::root()).await;
    let root = world.sign_in(World::root()).await;
    let renewed = change::run(&world.service, &root.caller, change_to(NEW)).await.unwrap();
    assert!(world.caller(&other.session).await.is_err());
    assert!(world.caller(&root.session).await.is_err());
    assert!(world.caller(&renewed).await.is_ok());
    assert!(world.try_password(World::root(), PASSWORD).await.is_err());
    assert!(world.try_password(World::root(), NEW).await.is_ok());
}

#[tokio::test]
async fn a_password_is_changed_with_the_present_one_and_a_fresh_code() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let wrong = change::Change {
        present: identity::password::Password::new("not this one at all"),
        new: identity::password::Password::new(NEW),
    };
    let refused = change::run(&world.service, &root.caller, wrong).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Invalid { field: "password", .. }));
    let weak = change::run(&world.service, &root.caller, change_to("password1234567")).await;
    assert!(matches!(weak.unwrap_err(), ServiceError::UnfitPassword(_)));

    let phone = world.enrol(&mut root, "root-phone").await;
    world.wait(5 * 60);
    let stale = change::run(&world.service, &root.caller, change_to(NEW)).await.unwrap_err();
    assert!(matches!(stale, ServiceError::NotFresh(FreshProof::Code)));
    let typed = identity::password::Password::new(PASSWORD);
    let by_password = session::confirm::by_password(&world.service, &root.caller, &typed);
    assert!(by_password.await.is_err(), "with a device the password proves nothing more");
    let proof = Proof::Code(phone.code(world.now()));
    let renewed = session::confirm::by_code(&world.service, &root.caller, proof).await.unwrap();
    world.take_session(&mut root, renewed).await;
    change::run(&world.service, &root.caller, change_to(NEW)).await.unwrap();
}

#[tokio::test]
async fn other_sessions_are_listed_and_ended() {
    let world = World::with_account().await;
    let other = world.sign_in(World::root()).await;
    let root = world.sign_in(World::root()).await;
    let listed = session::list::run(&world.service, &root.caller).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(session::list::end_others(&world.service, &root.caller).await.unwrap(), 1);
    assert!(world.caller(&other.session).await.is_err());
    assert!(world.caller(&root.session).await.is_ok());
}

#[tokio::test]
async fn a_token_of_one_account_is_nothing_in_another() {
    let world = World::with_account().await;
    world.add_account("210987654321", "other@acme.example").await;
    let root = world.sign_in(World::root()).await;
    let text = root.session.expose().replace("123456789012", "210987654321");
    let moved = service::Bearer::parse(&text).unwrap();
    assert!(world.caller(&moved).await.is_err());
}

#[tokio::test]
async fn ones_own_session_is_known_also_after_a_while() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.wait(5 * 60);
    let caller = world.caller(&root.session).await.unwrap();
    let listed = session::list::run(&world.service, &caller).await.unwrap();
    assert!(listed.len() == 1 && listed[0].current);
}

#[tokio::test]
async fn an_administrator_signs_a_user_out_everywhere() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    world.add_user(&root.caller, "bob", false).await;
    let (alice, bob) =
        (world.sign_in(World::user("alice")).await, world.sign_in(World::user("bob")).await);
    let again = world.sign_in(World::user("bob")).await;
    let svc = &world.service;
    assert_eq!(view::run(svc, &alice.caller, "bob").await.unwrap().sessions, 2);
    for refused in [
        sign_out::run(svc, &bob.caller, "alice").await,
        sign_out::run(svc, &alice.caller, "alice").await,
    ] {
        assert!(matches!(refused, Err(ServiceError::Denied)), "{refused:?}");
    }
    assert_eq!(sign_out::run(svc, &alice.caller, "bob").await.unwrap(), 2);
    assert!(world.caller(&bob.session).await.is_err());
    assert!(world.caller(&again.session).await.is_err());
    assert!(world.caller(&alice.session).await.is_ok());
    assert_eq!(view::run(svc, &alice.caller, "bob").await.unwrap().sessions, 0);
    world.sign_in(World::user("bob")).await;
    world.wait(5 * 60);
    let stale = sign_out::run(svc, &alice.caller, "bob").await;
    assert!(matches!(stale, Err(ServiceError::NotFresh(_))), "{stale:?}");
}

#[tokio::test]
async fn a_sign_in_that_is_under_way_ends_with_the_sessions() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "bob", false).await;
    let mut bob = world.sign_in(World::user("bob")).await;
    let phone = world.enrol(&mut bob, "bob-phone").await;
    let under_way = world.await_code(World::user("bob")).await;
    let root = world.sign_in(World::root()).await;
    sign_out::run(&world.service, &root.caller, "bob").await.unwrap();
    let code = phone.code(world.now());
    assert!(matches!(
        world.try_code(&under_way, code).await,
        Err(ServiceError::SignedOut | ServiceError::Gone(_))
    ));
}
