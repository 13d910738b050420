//! A store that was filled from a backup: what was used since does not work again.

use identity::contact::Contact;
use service::contacts::send_code;
use service::recovery::announced_phone;
use service::recovery_codes::state;
use service::{FactorRefusal, Proof, ServiceError, restore};
use testing::World;

use crate::recovery::{Scene, change_phone};
use crate::recovery_codes::{make_codes, sign_in_by_code, try_code};

/// Marks the store as the restoring of a file does, and starts.
async fn start_after_restore(world: &World) -> usize {
    restore::mark(&world.service).await.unwrap();
    restore::finish(&world.service).await.unwrap()
}

#[tokio::test]
async fn codes_and_recovery_codes_of_before_do_not_work_again() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let codes = make_codes(&world, &root.caller).await;
    world.mail().await;
    // This code was used after the backup was made; the store knows nothing of it.
    let seen = phone.code(world.now());
    assert_eq!(start_after_restore(&world).await, 1);
    assert!(world.caller(&root.session).await.is_err(), "everybody is signed out");

    let token = world.await_code(World::root()).await;
    let again = world.try_code(&token, seen).await.unwrap_err();
    assert!(matches!(again, ServiceError::Factor(FactorRefusal::Spent { .. })), "{again:?}");
    let code = try_code(&world, &token, &codes[0]).await.unwrap_err();
    let void = FactorRefusal::RecoveryCode { spent: false };
    assert!(matches!(code, ServiceError::Factor(refused) if refused == void));
    world.wait(90);
    let step = world.try_code(&token, phone.code(world.now())).await.unwrap();
    let root = world.signed_in(step).await;
    assert!(state::run(&world.service, &root.caller).await.unwrap().in_force.is_none());

    let told = world.mail().await;
    let told = told.iter().find(|mail| mail.kind == "store-restored").unwrap();
    assert!(told.content.text.contains("the root user are void"));
    assert_eq!(restore::finish(&world.service).await.unwrap(), 0, "once");
}

#[tokio::test]
async fn who_has_recovery_codes_alone_is_not_locked_out() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let codes = make_codes(&world, &root.caller).await;
    let own = service::devices::list::run(&world.service, &root.caller, root.caller.identity());
    let serial = own.await.unwrap().remove(0).serial;
    let root = world.sign_in_with(World::root(), &phone).await;
    world.wait(60);
    let proof = Proof::Code(phone.code(world.now()));
    service::devices::remove::own(&world.service, &root.caller, &serial, proof).await.unwrap();
    world.mail().await;

    start_after_restore(&world).await;
    let told = world.mail().await;
    let told = told.iter().find(|mail| mail.kind == "store-restored").unwrap();
    assert!(told.content.text.contains("the root user still work"));
    let root = sign_in_by_code(&world, &codes[1]).await;
    assert!(root.caller.has_mfa());
}

#[tokio::test]
async fn what_was_stopped_or_finished_since_does_not_begin_anew() {
    let scene = Scene::new().await;
    let world = &scene.world;
    world.add_user(&scene.root.caller, "anna", true).await;
    let anna = world.sign_in(World::user("anna")).await.caller;
    change_phone(world, &anna, "+1 555 0100").await.unwrap();
    let command = send_code::SendCode {
        contact: Contact::Security,
        address: "thief@evil.example".to_owned(),
        name: String::new(),
    };
    send_code::run(&world.service, &anna, command).await.unwrap();
    let browser = scene.prove_everything().await;

    start_after_restore(world).await;
    assert!(matches!(scene.finish(&browser).await, Err(ServiceError::Gone(_))), "the recovery");
    world.wait(72 * 3600);
    announced_phone::apply_all(&world.service).await.unwrap();
    let (browser, link) = scene.begin().await;
    scene.prove_mailbox(&browser, &link).await.unwrap();
    scene.call(&browser).await;
    let anna = world.sign_in(World::user("anna")).await.caller;
    assert!(announced_phone::view(&world.service, &anna).await.unwrap().is_none());
    let account = service::account::describe::run(&world.service, &anna).await.unwrap();
    assert_eq!(account.phone.unwrap().as_str(), "+49301234567", "the announced number is gone");
    let known = service::contacts::view::run(&world.service, &anna).await.unwrap();
    assert!(known.contacts.iter().all(|listed| listed.pending.is_none()));
}
