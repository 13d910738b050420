//! The sheet with the way back in: whose it is, and what does not stand on it.

use identity::contact::Contact;
use service::{ServiceError, way_back};
use testing::World;

use crate::recovery::Scene;
use crate::recovery_codes::make_codes;

#[tokio::test]
async fn root_sees_who_is_reached_and_a_user_does_not() {
    let scene = Scene::new().await;
    scene.world.add_user(&scene.root.caller, "anna", true).await;
    let svc = &scene.world.service;
    let sheet = way_back::run(svc, &scene.root.caller).await.unwrap();
    assert_eq!(sheet.devices.len(), 1);
    assert_eq!(sheet.phone().as_deref(), Some("+49•••••••67"));
    assert_eq!(sheet.mailboxes().count(), 1, "the root user's address; nobody else is named");
    assert!(sheet.recovers_root() && sheet.codes.is_none());
    assert!(sheet.goes_to_one_mailbox(), "and the sheet says so");
    let root = &scene.root.caller;
    scene.world.confirm_contact(root, Contact::Security, "security@acme.example").await;
    let sheet = way_back::run(svc, root).await.unwrap();
    assert!(!sheet.goes_to_one_mailbox() && sheet.mailboxes().count() == 2);

    make_codes(&scene.world, &scene.root.caller).await;
    let sheet = way_back::run(&scene.world.service, &scene.root.caller).await.unwrap();
    assert_eq!(sheet.codes.map(|set| set.left), Some(10));

    let anna = scene.world.sign_in(World::user("anna")).await;
    let hers = way_back::run(&scene.world.service, &anna.caller).await.unwrap();
    assert!(hers.contacts.is_empty() && hers.devices.is_empty() && hers.codes.is_none());
}

#[tokio::test]
async fn a_session_for_repairs_gets_no_sheet() {
    let scene = Scene::new().await;
    let browser = scene.prove_everything().await;
    let session = scene.finish(&browser).await.unwrap();
    let caller = scene.repairing(&session).await;
    let refused = way_back::run(&scene.world.service, &caller).await;
    assert!(matches!(refused, Err(ServiceError::RepairOnly)));
}
