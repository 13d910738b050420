//! Attacks on the recovery of root: steps skipped, links swapped, digits guessed,
//! races, floods, and what a session for repairs must not do.

use identity::audit::Action;
use identity::contact::Contact;
use service::recovery::begin::{self, Begin};
use service::recovery::calls::place::{settle, take};
use service::recovery::calls::report::{Heard, Said};
use service::recovery::view::Stage;
use service::recovery::{call, cancel, finish, under_way, view};
use service::users::{self, ConsoleAccess};
use service::{Bearer, ServiceError, access_keys, account, iam};
use testing::{PASSWORD, World};

use crate::recovery::{Scene, change_phone, link_in, link_of};

#[expect(clippy::needless_pass_by_value, reason = "called on what a use case returns")]
fn is_gone<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> bool {
    matches!(result, Err(ServiceError::Gone(_)))
}

#[tokio::test]
async fn no_step_can_be_skipped() {
    let scene = Scene::new().await;
    let svc = &scene.world.service;
    let (browser, link) = scene.begin().await;
    assert!(is_gone(call::run(svc, &browser, World::origin()).await), "the mailbox comes first");
    assert!(is_gone(scene.finish(&browser).await));
    scene.prove_mailbox(&browser, &link).await.unwrap();
    assert!(is_gone(scene.finish(&browser).await), "the telephone comes first");
    scene.call(&browser).await;
    assert!(is_gone(scene.finish(&browser).await), "the digits come first");
}

#[tokio::test]
async fn only_roots_right_password_begins_it() {
    let scene = Scene::new().await;
    let svc = &scene.world.service;
    scene.world.add_user(&scene.root.caller, "anna", true).await;
    let mut anna = scene.world.sign_in(World::user("anna")).await;
    scene.world.enrol(&mut anna, "anna-phone").await;
    for sign_in in [
        scene.world.await_code(World::user("anna")).await,
        scene.root.session.clone(),
        Bearer::parse(&format!("123456789012.{}", "A".repeat(43))).unwrap(),
    ] {
        let begun = begin::run(svc, Begin { sign_in, origin: World::origin() }).await;
        assert!(begun.is_err(), "{begun:?}");
    }
    assert_eq!(scene.recorded(Action::BeginRootRecovery, false).await, 0);
}

#[tokio::test]
async fn a_link_serves_its_own_purpose_recovery_and_browser_only() {
    let scene = Scene::new().await;
    let svc = &scene.world.service;
    let sign_in = scene.world.await_code(World::root()).await;
    let first = begin::run(svc, Begin { sign_in, origin: World::origin() }).await.unwrap();
    let mails = scene.mails().await;
    let (link, stop) = (link_in(&mails, "/recovery/mail/"), link_in(&mails, "/recovery/stop/"));
    let (second, other) = scene.begin().await;

    for wrong in [&stop, &other] {
        let refused = scene.prove_mailbox(&first, wrong).await;
        assert!(matches!(refused, Err(ServiceError::Invalid { .. })), "{refused:?}");
    }
    assert!(scene.prove_mailbox(&second, &link).await.is_err(), "another browser's");
    assert!(is_gone(cancel::by_link(svc, &link, World::origin()).await));
    assert_eq!(scene.recorded(Action::ProveRecoveryMailbox, true).await, 3);

    scene.prove_mailbox(&first, &link).await.unwrap();
    let call = scene.call(&first).await;
    assert!(scene.prove_mailbox(&second, &call).await.is_err(), "a call is no mailbox");
    let digits = scene.digits(&first).await;
    assert_eq!(scene.key_in(&link, &digits).await, Said::Over, "a mailbox is no call");
    assert_eq!(scene.key_in(&stop, &digits).await, Said::Over);
    assert!(matches!(scene.stage(&first).await, Stage::Calling { .. }));
    assert!(matches!(scene.stage(&second).await, Stage::Mail));
}

#[tokio::test]
async fn a_link_of_another_account_proves_nothing() {
    let scene = Scene::new().await;
    scene.world.add_account("210987654321", "other@acme.example").await;
    let who = service::signin::password::Who::Root { email: "other@acme.example".to_owned() };
    let mut other = scene.world.sign_in(who.clone()).await;
    scene.world.confirm_contact(&other.caller, Contact::Email, "other@acme.example").await;
    change_phone(&scene.world, &other.caller, "+49 30 9999999").await.unwrap();
    scene.world.enrol(&mut other, "other-phone").await;
    scene.mails().await;
    let sign_in = scene.world.await_code(who).await;
    let begun = Begin { sign_in, origin: World::origin() };
    let theirs = begin::run(&scene.world.service, begun).await.unwrap();
    let link = link_in(&scene.mails().await, "/recovery/mail/");
    let (mine, _) = scene.begin().await;
    assert!(scene.prove_mailbox(&mine, &link).await.is_err());
    assert!(scene.prove_mailbox(&theirs, &link).await.is_ok());
}

/// The token of a mail must not enrol a device once more (CVE-2026-37982).
#[tokio::test]
async fn the_link_of_a_finished_recovery_opens_nothing_again() {
    let scene = Scene::new().await;
    let (browser, link) = scene.begin().await;
    scene.prove_mailbox(&browser, &link).await.unwrap();
    let call = scene.call(&browser).await;
    let digits = scene.digits(&browser).await;
    assert_eq!(scene.key_in(&call, &digits).await, Said::Right);
    let session = scene.finish(&browser).await.unwrap();
    assert!(is_gone(scene.prove_mailbox(&browser, &link).await));
    assert!(is_gone(scene.finish(&browser).await));
    assert_eq!(scene.key_in(&call, &digits).await, Said::Over);
    // Nor does it serve another recovery, in whatever browser.
    let (other, _) = scene.begin().await;
    assert!(scene.prove_mailbox(&other, &link).await.is_err());
    assert!(scene.repairing(&session).await.is_repairing());
}

#[tokio::test]
async fn links_and_digits_expire() {
    let scene = Scene::new().await;
    let (browser, link) = scene.begin().await;
    scene.world.wait(3600);
    assert!(is_gone(scene.prove_mailbox(&browser, &link).await), "after an hour");

    let (browser, link) = scene.begin().await;
    scene.prove_mailbox(&browser, &link).await.unwrap();
    let call = scene.call(&browser).await;
    let digits = scene.digits(&browser).await;
    scene.world.wait(600);
    assert_eq!(scene.key_in(&call, &digits).await, Said::Over, "after ten minutes");
    scene.world.wait(3600);
    assert!(is_gone(view::run(&scene.world.service, &browser).await));
}

#[tokio::test]
async fn digits_are_guessed_three_times_a_call_and_a_repeated_report_counts_once() {
    let scene = Scene::new().await;
    let (browser, link) = scene.begin().await;
    scene.prove_mailbox(&browser, &link).await.unwrap();
    let call = scene.call(&browser).await;
    let digits = scene.digits(&browser).await;
    for _ in 0..9 {
        assert_eq!(scene.key_in(&call, "000001").await, Said::Again, "replayed");
    }
    assert_eq!(scene.key_in(&call, "000002").await, Said::Again);
    assert_eq!(scene.key_in(&call, "").await, Said::Over);
    assert_eq!(scene.key_in(&call, &digits).await, Said::Over, "the call has ended");
    assert_eq!(scene.recorded(Action::ProveRecoveryPhone, true).await, 3);

    let next = scene.call(&browser).await;
    let fresh = scene.digits(&browser).await;
    assert_ne!(fresh, digits, "each call has digits of its own");
    assert_eq!(scene.key_in(&call, &fresh).await, Said::Over, "reported as the earlier call");
    assert_eq!(scene.key_in(&next, &digits).await, Said::Again, "the earlier call's digits");
    assert_eq!(scene.key_in(&next, &fresh).await, Said::Right);
    assert_eq!(scene.key_in(&next, &fresh).await, Said::Over, "once");
    assert_eq!(scene.hear(&next, Heard::completed()).await, Said::Over);
    assert!(matches!(scene.stage(&browser).await, Stage::Ready));
}

#[tokio::test]
async fn calls_are_slowed_down_and_never_refused_for_good() {
    let scene = Scene::new().await;
    let (browser, link) = scene.begin().await;
    scene.prove_mailbox(&browser, &link).await.unwrap();
    let mut waited = false;
    for _ in 0..6 {
        if let Err(ServiceError::Wait(wait)) =
            call::run(&scene.world.service, &browser, World::origin()).await
        {
            waited = true;
            scene.world.wait(wait.as_secs() + 1);
            call::run(&scene.world.service, &browser, World::origin()).await.unwrap();
        }
        let order = scene.order().await;
        settle(&scene.world.service, &order, Ok(())).await.unwrap();
        scene.hear(&link_of(&order), Heard::completed()).await;
    }
    assert!(waited, "a telephone does not ring all the time");
}

#[tokio::test]
async fn cancelling_wins_at_every_stage() {
    let scene = Scene::new().await;
    let svc = &scene.world.service;
    for stage in 0..4 {
        scene.world.wait(3600);
        scene.mails().await;
        let sign_in = scene.world.await_code(World::root()).await;
        let browser = begin::run(svc, Begin { sign_in, origin: World::origin() }).await.unwrap();
        let mails = scene.mails().await;
        let stop = link_in(&mails, "/recovery/stop/");
        let link = link_in(&mails, "/recovery/mail/");
        if stage > 0 {
            scene.prove_mailbox(&browser, &link).await.unwrap();
        }
        let call = if stage > 1 { Some(scene.call(&browser).await) } else { None };
        let digits = if stage > 1 { scene.digits(&browser).await } else { String::new() };
        if stage > 2 {
            assert_eq!(scene.key_in(&call.clone().unwrap(), &digits).await, Said::Right);
        }
        assert!(cancel::view(svc, &stop).await.is_ok(), "looking stops nothing");
        cancel::by_link(svc, &stop, World::origin()).await.unwrap();
        assert!(is_gone(cancel::by_link(svc, &stop, World::origin()).await), "once");
        assert!(is_gone(scene.prove_mailbox(&browser, &link).await));
        assert!(is_gone(call::run(svc, &browser, World::origin()).await));
        if let Some(call) = call {
            assert_eq!(scene.key_in(&call, &digits).await, Said::Over);
        }
        assert!(is_gone(scene.finish(&browser).await));
        assert!(take(svc).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_finish_or_cancel_at_once_exactly_one_wins() {
    for round in 0..6 {
        let scene = Scene::new().await;
        let sign_in = scene.world.await_code(World::root()).await;
        let begun = Begin { sign_in, origin: World::origin() };
        let browser = begin::run(&scene.world.service, begun).await.unwrap();
        let mails = scene.mails().await;
        let stop = link_in(&mails, "/recovery/stop/");
        scene.prove_mailbox(&browser, &link_in(&mails, "/recovery/mail/")).await.unwrap();
        let call = scene.call(&browser).await;
        let digits = scene.digits(&browser).await;
        scene.key_in(&call, &digits).await;

        let mut racers = Vec::new();
        for racer in 0..16 {
            let (svc, browser, stop) = (scene.world.service.clone(), browser.clone(), stop.clone());
            racers.push(tokio::spawn(async move {
                if racer % 4 == round % 4 {
                    cancel::by_link(&svc, &stop, World::origin()).await.map(|()| false)
                } else {
                    finish::run(&svc, &browser, World::origin()).await.map(|_| true)
                }
            }));
        }
        let mut winners = Vec::new();
        for racer in racers {
            winners.extend(racer.await.unwrap());
        }
        assert_eq!(winners.len(), 1, "{winners:?}");
        let completed = scene.recorded(Action::CompleteRootRecovery, false).await;
        assert_eq!(completed, usize::from(winners[0]), "who was cancelled is not inside");
    }
}

#[tokio::test]
async fn who_only_knows_the_password_cannot_displace_or_keep_out_the_owner() {
    let scene = Scene::new().await;
    let svc = &scene.world.service;
    let (owner, link) = scene.begin().await;
    scene.prove_mailbox(&owner, &link).await.unwrap();
    for _ in 0..12 {
        let sign_in = scene.world.await_code(World::root()).await;
        let thief = Begin { sign_in, origin: World::origin_from("203.0.113.9") };
        if let Err(ServiceError::Wait(wait)) = begin::run(svc, thief).await {
            assert!(wait.as_secs() <= 900, "{wait:?}");
            scene.world.wait(60);
        }
    }
    assert!(matches!(scene.stage(&owner).await, Stage::Call { .. }));
    let call = scene.call(&owner).await;
    let digits = scene.digits(&owner).await;
    assert_eq!(scene.key_in(&call, &digits).await, Said::Right);
    scene.finish(&owner).await.unwrap();
    let found = view::run(svc, &owner).await;
    assert!(is_gone(found), "and the others end with it");
}

#[tokio::test]
async fn a_browser_that_root_has_used_has_a_counter_of_its_own() {
    let scene = Scene::new().await;
    let svc = &scene.world.service;
    loop {
        let sign_in = scene.world.await_code(World::root()).await;
        let thief = Begin { sign_in, origin: World::origin_from("203.0.113.9") };
        if matches!(begin::run(svc, thief).await, Err(ServiceError::Wait(_))) {
            break;
        }
    }
    let sign_in = scene.world.await_code(World::root()).await;
    let mut origin = World::origin();
    origin.browser = scene.root.browser.clone();
    assert!(begin::run(svc, Begin { sign_in, origin }).await.is_ok());
}

/// Whatever a signed-in root can do besides repairing, a session for repairs cannot.
#[tokio::test]
async fn a_session_for_repairs_repairs_and_nothing_else() {
    let scene = Scene::new().await;
    let svc = &scene.world.service;
    scene.world.add_user(&scene.root.caller, "anna", false).await;
    let browser = scene.prove_everything().await;
    let session = scene.finish(&browser).await.unwrap();
    let caller = scene.repairing(&session).await;
    let create = users::create::Create {
        name: "mallory".to_owned(),
        console: ConsoleAccess::OneTime,
        administrator: true,
    };
    let refusals = [
        users::create::run(svc, &caller, create).await.map(drop),
        users::delete::run(svc, &caller, "anna").await.map(drop),
        users::set_administrator::run(svc, &caller, "anna", true).await.map(drop),
        users::list::run(svc, &caller, "", None).await.map(drop),
        account::describe::run(svc, &caller).await.map(drop),
        change_phone(&scene.world, &caller, "+1 555 0100").await,
        access_keys::create::run(svc, &caller, None).await.map(drop),
        iam::account::list_aliases::run(svc, &caller).await.map(drop),
    ];
    for (place, refused) in refusals.into_iter().enumerate() {
        assert!(matches!(refused, Err(ServiceError::RepairOnly)), "{place}: {refused:?}");
    }
    let recoveries = under_way::run(svc, &caller).await;
    assert!(matches!(recoveries, Err(ServiceError::RepairOnly)), "{recoveries:?}");
    assert!(scene.world.try_password(World::root(), PASSWORD).await.is_ok());
}

#[tokio::test]
async fn somebody_who_is_signed_in_stops_it_and_a_user_does_not() {
    let scene = Scene::new().await;
    let svc = &scene.world.service;
    scene.world.add_user(&scene.root.caller, "anna", true).await;
    scene.world.add_user(&scene.root.caller, "bert", false).await;
    let anna = scene.world.sign_in(World::user("anna")).await;
    let bert = scene.world.sign_in(World::user("bert")).await;
    let browser = scene.prove_everything().await;
    assert!(matches!(under_way::run(svc, &bert.caller).await, Err(ServiceError::Denied)));
    let id = under_way::run(svc, &anna.caller).await.unwrap().remove(0).id;
    assert!(matches!(cancel::by_caller(svc, &bert.caller, &id).await, Err(ServiceError::Denied)));
    cancel::by_caller(svc, &anna.caller, &id).await.unwrap();
    assert!(is_gone(scene.finish(&browser).await));
}
