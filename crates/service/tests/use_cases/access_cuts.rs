//! Reports that could not look at everything: they say so wherever they say that
//! something is survived.

use service::Caller;
use service::access::{self, Asked, Change, Lock, Sort, View, Word, consequence};
use service::users::{ConsoleAccess, create};
use testing::{SignedInAs, World};

use crate::access::{tell, thing};

async fn user(world: &World, by: &Caller, name: &str, administrator: bool) {
    let command =
        create::Create { name: name.to_owned(), console: ConsoleAccess::None, administrator };
    create::run(&world.service, by, command).await.unwrap();
}

async fn report(world: &World, by: &Caller) -> View {
    access::run(&world.service, by, Asked::default()).await.unwrap()
}

/// Makes an account whose administrator is called zoe and survives any one loss.
async fn world_of_zoe() -> (World, SignedInAs, SignedInAs) {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    for name in ["zoe", "yan"] {
        world.add_user(&root.caller, name, true).await;
    }
    let mut zoe = world.sign_in(World::user("zoe")).await;
    world.enrol(&mut zoe, "zoe-app").await;
    thing(&world, &zoe.caller, "safe", Sort::Paper, Lock::None).await;
    tell(&world, &zoe.caller, "password", &["safe"], Some(Word::Memory)).await;
    (world, root, zoe)
}

#[tokio::test]
async fn an_account_beyond_the_caps_is_never_said_to_be_fine_without_a_mark() {
    let (world, root, zoe) = world_of_zoe().await;
    let before = report(&world, &zoe.caller).await;
    assert_eq!(before.survives_one_loss, Some(true), "{}", before.losses);
    assert!(before.unseen.is_empty(), "{:?}", before.unseen);
    let overview = access::overview(&world.service, &root.caller, None).await.unwrap();
    assert!(overview.unseen.is_empty() && overview.lines.iter().all(|line| !line.cut));

    for number in 0..200 {
        user(&world, &root.caller, &format!("user-{number:03}"), false).await;
    }
    let view = report(&world, &zoe.caller).await;
    assert_eq!(view.survives_one_loss, Some(true), "{}", view.losses);
    assert!(view.unseen.iter().any(|why| why.contains("first 200 users")), "{:?}", view.unseen);
    let overview = access::overview(&world.service, &root.caller, None).await.unwrap();
    assert_eq!((overview.unseen.len(), overview.total), (1, 202));
    assert!(overview.lines.iter().all(|line| line.cut), "{overview:?}");
}

#[tokio::test]
async fn a_crowd_of_administrators_is_marked_and_compared_as_far_as_is_said() {
    let (world, root, zoe) = world_of_zoe().await;
    for number in 0..14 {
        user(&world, &root.caller, &format!("admin-{number:02}"), true).await;
    }
    user(&world, &root.caller, "carol", false).await;
    let view = report(&world, &zoe.caller).await;
    assert!(view.unseen[0].contains("Of 8 others it was looked at"), "{:?}", view.unseen);
    assert!(view.closed > 0);
    // Root, and fourteen administrators without a password: all of them are listed.
    assert!(view.things.len() > 16);

    // Zoe, and twelve of the fifteen other administrators who stay.
    let change = Change::User("yan".to_owned());
    let told = consequence(&world.service, &zoe.caller, change).await.unwrap();
    let said = told.unseen.first().unwrap();
    assert!(said.contains("worked out for 13,") && said.contains("3 other users were"), "{said}");
    let mut names: Vec<&str> = told.consequences.iter().map(|one| one.name.as_str()).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "nobody is told of twice: {names:?}");
    assert!(told.consequences.iter().all(|one| one.left_out == 0), "{told:?}");
}

#[tokio::test]
async fn every_set_has_its_reason_or_the_way_to_it() {
    let (world, _, zoe) = world_of_zoe().await;
    let view = report(&world, &zoe.caller).await;
    for set in view.lockouts.iter().chain(&view.breakins) {
        assert!(!set.why.is_empty(), "{set:?}");
    }
    for set in view.more_lockouts.iter().chain(&view.more_breakins) {
        assert!(set.query.starts_with('?') && set.why.is_empty(), "{set:?}");
    }
    let asked = Asked { losing: view.lockouts[0].ids.clone(), ..Asked::default() };
    let happens = access::run(&world.service, &zoe.caller, asked).await.unwrap().happens.unwrap();
    assert!(!happens.owner_in);
}
