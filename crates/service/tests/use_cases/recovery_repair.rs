//! What a recovery allows on its way and at its end: the mail once more, and another
//! password in the session for repairs.

use identity::password::Password;
use service::devices::enable;
use service::passwords::change;
use service::recovery::{repair, send_again};
use service::signin::{Step, pending};
use service::{ServiceError, session};
use testing::{PASSWORD, World};

use crate::recovery::{Mail, Scene, link_in};

const NEW: &str = "nine loud herons sing";

/// Whoever knew the old password is out; the repair goes on.
#[tokio::test]
async fn a_password_changed_in_a_repair_ends_the_rest_and_not_the_repair() {
    let scene = Scene::new().await;
    let (world, svc) = (&scene.world, &scene.world.service);
    let browser = scene.prove_everything().await;
    let session = scene.finish(&browser).await.unwrap();
    let caller = scene.repairing(&session).await;
    let thief = world.await_code(World::root()).await;
    let lost = repair::view(svc, &caller).await.unwrap().lost[0].serial.clone();

    let wrong = change::Change { present: Password::new("a guess"), new: Password::new(NEW) };
    assert!(change::run(svc, &caller, wrong).await.is_err());
    let command = change::Change { present: Password::new(PASSWORD), new: Password::new(NEW) };
    let session = change::run(svc, &caller, command).await.unwrap();
    let caller = scene.repairing(&session).await;
    assert!(caller.is_repairing());
    let peer = World::origin().peer;
    let worker = session::authenticate::run(svc, session, peer).await;
    assert!(matches!(worker, Err(ServiceError::RepairOnly)), "{worker:?}");
    assert!(pending::run(svc, &thief).await.is_err(), "a sign-in that was half done is over");
    let old = world.try_password(World::root(), PASSWORD).await;
    assert!(matches!(old, Err(ServiceError::SignInRefused)), "{old:?}");

    let (serial, laptop) = world.begin_device(&caller, "new-laptop").await;
    let (first, second) = laptop.pair(world.now());
    let command = enable::Enable { serial, first, second };
    let enabled = enable::run(svc, &caller, command).await.unwrap();
    let caller = scene.repairing(&enabled.session).await;
    assert_eq!(repair::remove(svc, &caller, &lost).await.unwrap(), "root-phone");
    world.wait(60);
    let step = world.try_password(World::root(), NEW).await.unwrap();
    let Step::SecondFactor(token) = step else { panic!("{step:?}") };
    let step = world.try_code(&token, laptop.code(world.now())).await.unwrap();
    let root = world.signed_in(step).await;
    assert!(root.caller.has_mfa() && !root.caller.is_repairing());
}

fn address_in(mails: &[Mail]) -> String {
    let [mail] = mails else { panic!("{} mails", mails.len()) };
    assert_eq!((mail.kind.as_str(), mail.to.as_str()), ("recovery-link", "owner@acme.example"));
    let (_, rest) = mail.text.split_once("/recovery/mail/").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn the_mail_is_sent_again_with_the_same_link_and_not_without_end() {
    let scene = Scene::new().await;
    let (world, svc) = (&scene.world, &scene.world.service);
    let (browser, _) = scene.begin().await;
    let again = async || send_again::run(svc, &browser, World::origin()).await;
    let mut addresses = Vec::new();
    for _ in 0..4 {
        world.wait(1);
        again().await.unwrap();
        addresses.push(address_in(&scene.mails().await));
    }
    assert!(addresses.iter().all(|address| *address == addresses[0]), "it is one link");
    let early = again().await;
    assert!(matches!(early, Err(ServiceError::Wait(_))), "{early:?}");
    assert!(scene.mails().await.is_empty());
    world.wait(60);
    again().await.unwrap();
    let mails = scene.mails().await;
    assert_eq!(address_in(&mails), addresses[0]);
    let sent = link_in(&mails, "/recovery/mail/");
    scene.prove_mailbox(&browser, &sent).await.unwrap();
    let proved = again().await;
    assert!(matches!(proved, Err(ServiceError::Gone(_))), "there is nothing to send: {proved:?}");
}

#[tokio::test]
async fn a_link_that_was_sent_again_is_good_no_longer_than_before() {
    let scene = Scene::new().await;
    let (browser, _) = scene.begin().await;
    scene.world.wait(3599);
    send_again::run(&scene.world.service, &browser, World::origin()).await.unwrap();
    let late = link_in(&scene.mails().await, "/recovery/mail/");
    scene.world.wait(1);
    assert!(scene.prove_mailbox(&browser, &late).await.is_err());
}
