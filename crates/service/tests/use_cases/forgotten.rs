//! A forgotten root password, replaced by mail.

use identity::Identity;
use identity::contact::Contact;
use identity::names::AccountId;
use identity::password::Password;
use service::forgotten::{request, reset, view};
use service::signin::Step;
use service::{LinkToken, ServiceError};
use testing::{PASSWORD, World};

const ROOT: &str = "owner@acme.example";
const NEW: &str = "nine loud herons sing";

async fn with_confirmed_address() -> World {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    world.confirm_contact(&root, Contact::Email, ROOT).await;
    world.mail().await;
    world
}

async fn ask(world: &World, email: &str) {
    ask_from(world, email, "192.0.2.1").await;
}

async fn ask_from(world: &World, email: &str, place: &str) {
    let origin = World::origin_from(place);
    world.wait(1);
    let command = request::Request { email: email.to_owned(), origin };
    let taken = request::run(&world.service, command).await.unwrap();
    taken.carry_out(&world.service).await.unwrap();
}

/// Asks for a link and returns what was mailed.
async fn link(world: &World) -> LinkToken {
    ask(world, ROOT).await;
    let mail = world.mail_to(ROOT).await;
    let path = World::link_in(mail.last().unwrap());
    LinkToken::parse(path.strip_prefix("forgotten/").unwrap()).unwrap()
}

async fn reset(world: &World, token: &LinkToken) -> Result<(), ServiceError> {
    let command = reset::Reset {
        token: token.clone(),
        password: Password::new(NEW),
        origin: World::origin(),
    };
    reset::run(&world.service, command).await
}

#[tokio::test]
async fn a_link_replaces_the_password_once_and_ends_every_session() {
    let world = with_confirmed_address().await;
    let before = world.sign_in(World::root()).await;
    world.mail().await;
    let token = link(&world).await;
    // Scanners look at every link; that uses nothing up.
    for _ in 0..3 {
        view::run(&world.service, &token).await.unwrap();
    }
    reset(&world, &token).await.unwrap();
    assert!(world.caller(&before.session).await.is_err());
    world.try_password(World::root(), PASSWORD).await.unwrap_err();
    world.try_password(World::root(), NEW).await.unwrap();
    assert!(matches!(reset(&world, &token).await, Err(ServiceError::Gone(_))));
    assert!(view::run(&world.service, &token).await.is_err());
}

#[tokio::test]
async fn it_never_stands_in_for_a_device() {
    let world = with_confirmed_address().await;
    let mut root = world.sign_in(World::root()).await;
    world.enrol(&mut root, "phone").await;
    world.mail().await;
    let token = link(&world).await;
    reset(&world, &token).await.unwrap();
    let step = world.try_password(World::root(), NEW).await.unwrap();
    assert!(matches!(step, Step::SecondFactor(_)), "{step:?}");
}

#[tokio::test]
async fn every_contact_is_told_and_the_reset_is_remembered() {
    let world = with_confirmed_address().await;
    let root = world.sign_in(World::root()).await.caller;
    world.confirm_contact(&root, Contact::Operations, "ops@acme.example").await;
    world.mail().await;
    let token = link(&world).await;
    reset(&world, &token).await.unwrap();
    let mut told: Vec<String> = world.mail().await.into_iter().map(|m| m.recipient).collect();
    told.sort();
    assert_eq!(told, ["ops@acme.example", ROOT]);
    let account = AccountId::parse("123456789012").unwrap();
    let when =
        storage::read(world.store.as_ref(), move |tx| tx.mail_reset(account, &Identity::Root));
    let when: Option<_> = when.await.unwrap();
    assert_eq!(when, Some(world.now()));
}

#[tokio::test]
async fn unknown_and_unconfirmed_addresses_are_answered_alike_and_get_nothing() {
    let world = World::with_account().await;
    ask(&world, "nobody@acme.example").await;
    ask(&world, ROOT).await;
    assert!(world.mail().await.is_empty(), "the address was never confirmed");
    // What is typed wrongly is said to everybody.
    let command = request::Request { email: "no address".to_owned(), origin: World::origin() };
    let refused = request::run(&world.service, command).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Invalid { field: "email", .. }));
}

#[tokio::test]
async fn asking_is_throttled_for_known_and_unknown_addresses_alike() {
    let world = with_confirmed_address().await;
    for email in [ROOT, "nobody@acme.example"] {
        for number in 0..4 {
            ask_from(&world, email, &format!("198.51.100.{number}")).await;
        }
        let origin = World::origin_from("198.51.100.99");
        let command = request::Request { email: email.to_uppercase(), origin };
        let refused = request::run(&world.service, command).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Wait(_)), "{email}: {refused:?}");
    }
    assert_eq!(world.mail_to(ROOT).await.len(), 4);
}

#[tokio::test]
async fn a_stranger_who_asks_changes_nothing() {
    let world = with_confirmed_address().await;
    let session = world.sign_in(World::root()).await.session;
    let first = link(&world).await;
    ask(&world, ROOT).await;
    assert!(world.caller(&session).await.is_ok());
    world.try_password(World::root(), PASSWORD).await.unwrap();
    // An earlier link that the owner has is not voided by a later request.
    reset(&world, &first).await.unwrap();
}

#[tokio::test]
async fn a_reset_voids_all_other_links() {
    let world = with_confirmed_address().await;
    let (first, second) = (link(&world).await, link(&world).await);
    reset(&world, &second).await.unwrap();
    assert!(matches!(reset(&world, &first).await, Err(ServiceError::Gone(_))));
}

#[tokio::test]
async fn a_link_is_good_for_an_hour() {
    let world = with_confirmed_address().await;
    let token = link(&world).await;
    world.wait(3600);
    assert!(matches!(reset(&world, &token).await, Err(ServiceError::Gone(_))));
}

#[tokio::test]
async fn of_many_at_once_one_link_works() {
    let world = with_confirmed_address().await;
    let token = link(&world).await;
    let (a, b, c) =
        tokio::join!(reset(&world, &token), reset(&world, &token), reset(&world, &token));
    assert_eq!([a, b, c].iter().filter(|outcome| outcome.is_ok()).count(), 1);
}

#[tokio::test]
async fn a_link_of_another_purpose_is_none() {
    let world = with_confirmed_address().await;
    let token = link(&world).await;
    let wrong = service::set_up::view::run(&world.service, &token).await;
    assert!(matches!(wrong, Err(ServiceError::Gone(_))), "{wrong:?}");
    let account = AccountId::parse("123456789012").unwrap();
    let command = service::account::recover::Recover { account, remove_devices: false };
    let set_up = service::account::recover::run(&world.service, command).await.unwrap().set_up;
    assert!(matches!(view::run(&world.service, &set_up).await, Err(ServiceError::Gone(_))));
}

#[tokio::test]
async fn links_lead_to_the_public_address_alone() {
    let world = with_confirmed_address().await;
    ask(&world, ROOT).await;
    let mail = world.mail_to(ROOT).await;
    let content = &mail[0].content;
    let links: Vec<&str> = content.html.split("href=\"").skip(1).collect();
    assert_eq!(links.len(), 1, "{}", content.html);
    assert!(links[0].starts_with("https://id.example/forgotten/"), "{}", content.html);
}

#[tokio::test]
async fn a_changed_address_voids_links_that_went_to_the_old_one() {
    let world = with_confirmed_address().await;
    let token = link(&world).await;
    let root = world.sign_in(World::root()).await.caller;
    world.confirm_contact(&root, Contact::Email, "new@acme.example").await;
    assert!(matches!(reset(&world, &token).await, Err(ServiceError::Gone(_))));
}
