//! Which address and number count when root is recovered: those that were confirmed.

use std::time::Duration;

use identity::Timestamp;
use identity::contact::{Contact, ContactRecord};
use service::contacts::view::Due;
use service::recovery::calls::place::take;
use service::recovery::hindrance::Hindrance;
use service::recovery::{announced_phone, begin, call, offer};
use service::{ServiceError, home, way_back};
use testing::World;

use crate::recovery::{Scene, change_phone};

/// Makes what is known of a way older, or unknown.
async fn confirmed_at(scene: &Scene, contact: Contact, at: Option<Timestamp>) {
    let account = scene.root.caller.account();
    storage::write(scene.world.store.as_ref(), account, move |tx| {
        let known = tx.contacts(account)?;
        let found = known.into_iter().find(|(which, _)| *which == contact).map(|(_, known)| known);
        let record = ContactRecord { confirmed: at, ..found.unwrap() };
        tx.put_contact(account, contact, &record)
    })
    .await
    .unwrap();
}

async fn hindrances(scene: &Scene) -> Vec<Hindrance> {
    let sign_in = scene.world.await_code(World::root()).await;
    let offer = offer::run(&scene.world.service, &sign_in).await.unwrap();
    let command = begin::Begin { sign_in, origin: World::origin() };
    let begun = begin::run(&scene.world.service, command).await;
    assert_eq!(begun.is_ok(), offer.hindrances.is_empty(), "the page says what happens: {begun:?}");
    let sheet = way_back::run(&scene.world.service, &scene.root.caller).await.unwrap();
    assert_eq!(sheet.hindrances, offer.hindrances, "and so does the sheet");
    offer.hindrances
}

#[tokio::test]
async fn what_was_never_confirmed_recovers_nobody() {
    let scene = Scene::new().await;
    let confirmed = Some(scene.world.now());
    assert_eq!(hindrances(&scene).await, []);
    confirmed_at(&scene, Contact::Email, None).await;
    assert_eq!(hindrances(&scene).await, [Hindrance::AddressUnconfirmed]);
    let told = scene.mails().await;
    assert!(told.iter().filter(|mail| mail.kind == "recovery-link").count() == 1, "no second link");
    let due = home::run(&scene.world.service, &scene.root.caller).await.unwrap().contacts_due;
    assert_eq!(due, Some(Due::Unconfirmed));

    confirmed_at(&scene, Contact::Email, confirmed).await;
    confirmed_at(&scene, Contact::Phone, None).await;
    assert_eq!(hindrances(&scene).await, [Hindrance::NumberUnconfirmed]);
    confirmed_at(&scene, Contact::Phone, confirmed).await;
    assert_eq!(hindrances(&scene).await, []);
}

#[tokio::test]
async fn a_number_that_no_call_confirmed_for_a_year_is_not_called_any_more() {
    let scene = Scene::new().await;
    let now = scene.world.now();
    let days = |count: u64| Some(now.minus(Duration::from_hours(count * 24)));
    confirmed_at(&scene, Contact::Phone, days(200)).await;
    let due = home::run(&scene.world.service, &scene.root.caller).await.unwrap().contacts_due;
    assert_eq!(due, Some(Due::PhoneAging), "asked after half a year");
    assert_eq!(hindrances(&scene).await, [], "and it counts");

    // It stops to while a recovery is under way, before and after the call was asked for.
    let (browser, link) = scene.begin().await;
    scene.prove_mailbox(&browser, &link).await.unwrap();
    confirmed_at(&scene, Contact::Phone, days(365)).await;
    let refused = call::run(&scene.world.service, &browser, World::origin()).await;
    assert!(matches!(refused, Err(ServiceError::Invalid { field: "phone", .. })), "{refused:?}");
    confirmed_at(&scene, Contact::Phone, days(1)).await;
    call::run(&scene.world.service, &browser, World::origin()).await.unwrap();
    confirmed_at(&scene, Contact::Phone, days(365)).await;
    assert!(take(&scene.world.service).await.unwrap().is_empty(), "no call is made");

    let due = home::run(&scene.world.service, &scene.root.caller).await.unwrap().contacts_due;
    assert_eq!(due, Some(Due::PhoneOutdated));
    assert_eq!(hindrances(&scene).await, [Hindrance::NumberOutdated]);
}

#[tokio::test]
async fn an_administrator_who_confirms_a_number_that_does_not_count_announces_it() {
    let scene = Scene::new().await;
    let world = &scene.world;
    world.add_user(&scene.root.caller, "anna", true).await;
    let anna = world.sign_in(World::user("anna")).await.caller;
    change_phone(world, &anna, "+49 30 1234567").await.unwrap();
    assert!(announced_phone::view(&world.service, &anna).await.unwrap().is_none(), "it counts");

    confirmed_at(&scene, Contact::Phone, None).await;
    change_phone(world, &anna, "+49 30 1234567").await.unwrap();
    assert!(announced_phone::view(&world.service, &anna).await.unwrap().is_some());
    assert_eq!(hindrances(&scene).await, [Hindrance::NumberUnconfirmed], "not yet");
    world.wait(72 * 3600);
    announced_phone::apply_all(&world.service).await.unwrap();
    let sign_in = world.await_code(World::root()).await;
    assert_eq!(offer::run(&world.service, &sign_in).await.unwrap().hindrances, []);
}
