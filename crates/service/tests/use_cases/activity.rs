//! What is on record, and who sees it.

use identity::audit::{Action, Actor, Outcome, Reason};
use service::activity::{self, Query};
use service::{Caller, home};
use testing::World;

/// Returns the reason of the newest refusal.
pub(crate) async fn last_refusal(world: &World, caller: &Caller) -> Option<Reason> {
    let query = Query { success: Some(false), ..Query::default() };
    let page = activity::run(&world.service, caller, query).await.unwrap();
    match page.records.first()?.event.outcome {
        Outcome::Refused(reason) => Some(reason),
        Outcome::Success => None,
    }
}

#[tokio::test]
async fn every_change_of_a_device_is_on_record_without_its_secrets() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    world.sign_in_with(World::root(), &phone).await;
    let page = activity::run(&world.service, &root.caller, Query::default()).await.unwrap();
    let actions: Vec<Action> = page.records.iter().map(|record| record.event.action).collect();
    assert_eq!(
        actions,
        [
            Action::ConsoleLogin,
            Action::EnableMfaDevice,
            Action::CreateVirtualMfaDevice,
            Action::ConsoleLogin,
            Action::CreateAccount
        ]
    );
    let seqs: Vec<u64> = page.records.iter().map(|record| record.seq).collect();
    assert_eq!(seqs, [5, 4, 3, 2, 1]);
    let login = page.records[0].event.detail.as_deref().unwrap();
    assert_eq!(login, "MFAUsed=Yes MFAIdentifier=arn:aws:iam::123456789012:mfa/root-phone");
    let text = format!("{page:?}");
    assert!(!text.contains(&phone.code(world.now()).expose()));
}

#[tokio::test]
async fn what_a_stranger_types_as_a_name_is_not_kept() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let _ = world.try_password(World::user("my-secret-password"), "x").await;
    let page = activity::run(&world.service, &root.caller, Query::default()).await.unwrap();
    assert_eq!(page.records[0].event.actor, Actor::Stranger);
    assert!(!format!("{page:?}").contains("my-secret"));
}

#[tokio::test]
async fn users_see_their_own_records_and_administrators_all() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "bob", false).await;
    let bob = world.sign_in(World::user("bob")).await;
    let own = activity::run(&world.service, &bob.caller, Query::default()).await.unwrap();
    assert!(!own.whole_account && own.records.len() == 1);
    let tricked = Query { who: Some("root".to_owned()), ..Query::default() };
    let still_own = activity::run(&world.service, &bob.caller, tricked).await.unwrap();
    assert_eq!(still_own.records, own.records);
    let by_name = Query { who: Some("BOB".to_owned()), ..Query::default() };
    let all = activity::run(&world.service, &root.caller, by_name).await.unwrap();
    assert_eq!(all.records, own.records);
}

#[tokio::test]
async fn pages_go_back_in_time() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    for number in 0..70 {
        let command = service::users::create::Create {
            name: format!("user-{number}"),
            console: service::users::ConsoleAccess::None,
            administrator: false,
        };
        service::users::create::run(&world.service, &root.caller, command).await.unwrap();
    }
    let first = activity::run(&world.service, &root.caller, Query::default()).await.unwrap();
    assert_eq!(first.records.len(), 50);
    let query = Query { before: first.next, ..Query::default() };
    let second = activity::run(&world.service, &root.caller, query).await.unwrap();
    assert_eq!(second.records.len(), 22);
    assert_eq!(second.next, None);
}

#[tokio::test]
async fn the_first_page_counts_devices_and_shows_refused_sign_ins() {
    let world = World::with_account().await;
    let _ = world.try_password(World::root(), "wrong").await;
    let mut root = world.sign_in(World::root()).await;
    let view = home::run(&world.service, &root.caller).await.unwrap();
    assert_eq!(view.resilience, home::Resilience::Unprotected);
    assert_eq!(view.sign_ins.len(), 2);
    world.enrol(&mut root, "root-phone").await;
    let view = home::run(&world.service, &root.caller).await.unwrap();
    assert_eq!(view.resilience, home::Resilience::OneLossAway);
    world.enrol(&mut root, "root-laptop").await;
    let view = home::run(&world.service, &root.caller).await.unwrap();
    assert_eq!(view.resilience, home::Resilience::SurvivesAnyOneLoss);
}
