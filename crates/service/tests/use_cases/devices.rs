//! Devices from their name to their removal.

use identity::device::limits::DEVICES_PER_IDENTITY;
use identity::device::{DeviceState, PairFault};
use service::devices::{
    begin, cancel, enable, list, remove, rename, resync, try_code, unconfirmed,
};
use service::signin::Step;
use service::{FactorRefusal, FreshProof, Proof, ServiceError};
use testing::{PASSWORD, SignedInAs, World};

async fn root_with_phone() -> (World, SignedInAs, testing::Phone) {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    (world, root, phone)
}

#[tokio::test]
async fn the_page_of_a_new_device_shows_what_apps_expect() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let serial = begin::run(&world.service, &root.caller, "root-phone").await.unwrap();
    assert_eq!(serial.as_str(), "arn:aws:iam::123456789012:mfa/root-phone");
    let shown = unconfirmed::run(&world.service, &root.caller, &serial).await.unwrap();
    assert!(shown.uri.starts_with("otpauth://totp/Secondkey:root-phone@123456789012?secret="));
    assert!(shown.uri.ends_with("&issuer=Secondkey"));
    assert_eq!(shown.secret.split(' ').count(), 16, "40 bytes are 64 characters");
}

#[tokio::test]
async fn sending_the_name_twice_makes_one_device_with_one_seed() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let (one, first) = world.begin_device(&root.caller, "root-phone").await;
    let (two, second) = world.begin_device(&root.caller, "ROOT-phone").await;
    assert_eq!(one, two);
    assert_eq!(first.code(world.now()).expose(), second.code(world.now()).expose());
}

#[tokio::test]
async fn enrolling_needs_two_codes_in_a_row() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let (serial, phone) = world.begin_device(&root.caller, "root-phone").await;
    let (one, two) = phone.pair(world.now());
    let far = phone.step(world.now(), 5);
    for (first, second) in [(one.clone(), one.clone()), (two.clone(), one.clone()), (one, far)] {
        let command = enable::Enable { serial: serial.clone(), first, second };
        let refused = enable::run(&world.service, &root.caller, command).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Pair(_)), "{refused:?}");
    }
    let listed = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    assert!(listed.is_empty(), "nothing half-made is in use");
}

#[tokio::test]
async fn a_token_hours_off_is_enrolled_and_its_clock_is_learned() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let (serial, mut phone) = world.begin_device(&root.caller, "root-phone").await;
    phone.ahead = -3 * 3600;
    let (first, second) = phone.pair(world.now());
    let command = enable::Enable { serial: serial.clone(), first, second };
    let enabled = enable::run(&world.service, &root.caller, command).await.unwrap();
    let mut root = root;
    world.take_session(&mut root, enabled.session).await;
    world.sign_in_with(World::root(), &phone).await;

    phone.ahead = 0;
    let root = {
        let token = world.await_code(World::root()).await;
        let (first, second) = phone.pair(world.now());
        let step = world.try_proof(&token, Proof::Pair { first, second, serial: None }).await;
        world.signed_in(step.unwrap()).await
    };
    let listed = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    assert!(listed[0].clock_seconds.abs() <= 30, "{}", listed[0].clock_seconds);
}

#[tokio::test]
async fn enrolment_spends_its_codes() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let (serial, phone) = world.begin_device(&root.caller, "root-phone").await;
    let (first, second) = phone.pair(world.now());
    let command = enable::Enable { serial, first, second: second.clone() };
    enable::run(&world.service, &root.caller, command).await.unwrap();
    world.wait(30);
    let token = world.await_code(World::root()).await;
    assert!(world.try_code(&token, second).await.is_err());
}

#[tokio::test]
async fn eight_devices_and_no_more() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    for number in 0..DEVICES_PER_IDENTITY {
        world.enrol(&mut root, &format!("root-{number}")).await;
    }
    let ninth = begin::run(&world.service, &root.caller, "root-9").await.unwrap_err();
    assert!(matches!(ninth, ServiceError::Limit("devices", 8)), "{ninth:?}");
}

#[tokio::test]
async fn names_are_unique_in_the_account_whatever_their_case() {
    let (world, root, _phone) = root_with_phone().await;
    world.add_user(&root.caller, "alice", false).await;
    let alice = world.sign_in(World::user("alice")).await;
    let taken = begin::run(&world.service, &alice.caller, "Root-Phone").await.unwrap_err();
    assert!(matches!(taken, ServiceError::Taken(_)), "{taken:?}");
}

#[tokio::test]
async fn nobody_sees_or_confirms_anothers_new_device() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    let alice = world.sign_in(World::user("alice")).await;
    let (serial, phone) = world.begin_device(&root.caller, "root-phone").await;
    assert!(unconfirmed::run(&world.service, &alice.caller, &serial).await.is_err());
    assert!(cancel::run(&world.service, &alice.caller, &serial).await.is_err());
    let (first, second) = phone.pair(world.now());
    let command = enable::Enable { serial, first, second };
    assert!(enable::run(&world.service, &alice.caller, command).await.is_err());
}

#[tokio::test]
async fn enrolling_ends_every_other_session() {
    let world = World::with_account().await;
    let other = world.sign_in(World::root()).await;
    let mut root = world.sign_in(World::root()).await;
    let old_token = root.session.clone();
    world.enrol(&mut root, "root-phone").await;
    assert!(world.caller(&other.session).await.is_err());
    assert!(world.caller(&old_token).await.is_err(), "the session has a new token");
    assert!(world.caller(&root.session).await.unwrap().has_mfa());
}

#[tokio::test]
async fn a_stale_session_neither_names_nor_shows_a_device() {
    let (world, root, _phone) = root_with_phone().await;
    let (serial, _) = world.begin_device(&root.caller, "root-laptop").await;
    world.wait(5 * 60);
    for refused in [
        begin::run(&world.service, &root.caller, "root-other").await.map(|_| ()),
        unconfirmed::run(&world.service, &root.caller, &serial).await.map(|_| ()),
    ] {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, ServiceError::NotFresh(FreshProof::Code)), "{refused:?}");
    }
}

#[tokio::test]
async fn removing_needs_a_code_and_the_last_one_goes_too() {
    let (world, mut root, phone) = root_with_phone().await;
    let laptop = world.enrol(&mut root, "root-laptop").await;
    let devices = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    let wrong = Proof::Code(World::typed("000000"));
    let refused = remove::own(&world.service, &root.caller, &devices[0].serial, wrong).await;
    assert!(matches!(refused.unwrap_err(), ServiceError::Factor(_)));

    let other = world.sign_in_with(World::root(), &laptop).await;
    world.wait(60);
    let proof = Proof::Code(laptop.code(world.now()));
    let removed = remove::own(&world.service, &root.caller, &devices[0].serial, proof);
    let removed = removed.await.unwrap();
    assert_eq!((removed.name.as_str(), removed.left), ("root-phone", 1));
    assert!(world.caller(&other.session).await.is_err(), "other sessions have ended");
    world.take_session(&mut root, removed.session.unwrap()).await;
    let token = world.await_code(World::root()).await;
    assert!(world.try_code(&token, phone.code(world.now())).await.is_err(), "it opens nothing now");

    world.wait(60);
    let proof = Proof::Code(laptop.code(world.now()));
    let last = remove::own(&world.service, &root.caller, &devices[1].serial, proof).await.unwrap();
    assert_eq!(last.left, 0);
    assert!(matches!(
        world.try_password(World::root(), testing::PASSWORD).await.unwrap(),
        Step::Complete(_)
    ));
}

#[tokio::test]
async fn an_administrator_frees_a_colleague_and_nobody_frees_root() {
    let (world, mut root, _phone) = root_with_phone().await;
    world.add_user(&root.caller, "alice", true).await;
    world.add_user(&root.caller, "bob", false).await;
    let mut bob = world.sign_in(World::user("bob")).await;
    world.enrol(&mut bob, "bob-phone").await;
    let alice = world.sign_in(World::user("alice")).await;

    let bobs = list::run(&world.service, &alice.caller, bob.caller.identity()).await.unwrap();
    let remove_bobs =
        |caller| remove::of_user(&world.service, caller, bob.caller.identity(), &bobs[0].serial);
    assert!(matches!(remove_bobs(&bob.caller).await.unwrap_err(), ServiceError::Denied));
    remove_bobs(&alice.caller).await.unwrap();
    assert!(world.caller(&bob.session).await.is_err());
    let step = world.try_password(World::user("bob"), PASSWORD).await.unwrap();
    let mut bob = world.enrols_first(step).await;
    world.enrol(&mut bob, "bob-phone-2").await;

    let roots = list::run(&world.service, &alice.caller, root.caller.identity()).await;
    assert!(matches!(roots.unwrap_err(), ServiceError::Denied));
    let serial = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    let serial = serial[0].serial.clone();
    let refused =
        remove::of_user(&world.service, &alice.caller, root.caller.identity(), &serial).await;
    assert!(matches!(refused.unwrap_err(), ServiceError::Denied));
    let session = root.session.clone();
    world.take_session(&mut root, session).await;
}

#[tokio::test]
async fn renaming_keeps_the_serial_and_trying_says_whose_code_it_was() {
    let (world, mut root, phone) = root_with_phone().await;
    world.enrol(&mut root, "root-laptop").await;
    let devices = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    rename::run(&world.service, &root.caller, &devices[0].serial, "root-pixel").await.unwrap();
    let taken = rename::run(&world.service, &root.caller, &devices[0].serial, "ROOT-laptop").await;
    assert!(matches!(taken.unwrap_err(), ServiceError::Taken(_)));
    let proof = Proof::Code(phone.code(world.now()));
    let tried = try_code::run(&world.service, &root.caller, proof).await.unwrap();
    assert_eq!(tried.device, "root-pixel");
    let now = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    assert_eq!(now[0].serial, devices[0].serial);
}

#[tokio::test]
async fn resynchronising_spends_its_codes_and_goes_only_forward() {
    let (world, root, mut phone) = root_with_phone().await;
    let serial = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    let serial = serial[0].serial.clone();
    phone.ahead = 600;
    let (first, second) = phone.pair(world.now());
    let command = resync::Resync { serial: serial.clone(), first, second };
    let seconds = resync::run(&world.service, &root.caller, command.clone()).await.unwrap();
    assert_eq!(seconds, 600);
    let again = resync::run(&world.service, &root.caller, command).await.unwrap_err();
    assert!(matches!(again, ServiceError::Pair(_)));
    let token = world.await_code(World::root()).await;
    assert!(world.try_code(&token, phone.code(world.now())).await.is_err(), "spent");
}

/// Story S3: the owner is told to set the clock right, does so, and must not be
/// left before a door that says nothing but "wrong".
#[tokio::test]
async fn a_clock_set_right_after_resynchronising_is_told_how_long_to_wait() {
    let (world, root, mut phone) = root_with_phone().await;
    let serial = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    let serial = serial[0].serial.clone();
    let resync = async |phone: &testing::Phone| {
        let (first, second) = phone.pair(world.now());
        let command = resync::Resync { serial: serial.clone(), first, second };
        resync::run(&world.service, &root.caller, command).await
    };
    phone.ahead = 240;
    world.wait(30);
    resync(&phone).await.unwrap();
    phone.ahead = 0;

    let token = world.await_code(World::root()).await;
    let single = world.try_code(&token, phone.code(world.now())).await.unwrap_err();
    let ServiceError::Factor(FactorRefusal::ClockOff { seconds: 0, .. }) = single else {
        panic!("{single:?}")
    };
    let pair = resync(&phone).await.unwrap_err();
    let ServiceError::Pair(PairFault::Spent { seconds }) = pair else { panic!("{pair:?}") };
    world.wait(seconds + 30);
    assert_eq!(resync(&phone).await.unwrap(), 0);
    world.wait(30);
    world.sign_in_with(World::root(), &phone).await;
}

#[tokio::test]
async fn a_given_up_enrolment_leaves_nothing_and_an_old_one_goes_by_itself() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let (serial, _) = world.begin_device(&root.caller, "root-phone").await;
    cancel::run(&world.service, &root.caller, &serial).await.unwrap();
    world.add_user(&root.caller, "alice", false).await;
    let alice = world.sign_in(World::user("alice")).await;
    world.begin_device(&alice.caller, "shared-name").await;
    world.wait(3601);
    let root = world.sign_in(World::root()).await;
    world.begin_device(&root.caller, "shared-name").await;
}

/// Whoever can write into the database gives nobody another person's seed.
#[tokio::test]
async fn a_seed_that_was_moved_to_another_row_signs_nobody_in() {
    let (world, root, phone) = root_with_phone().await;
    world.add_user(&root.caller, "alice", false).await;
    let alice = world.sign_in(World::user("alice")).await;
    let owner = alice.caller.identity().clone();
    let (account, since) = (root.caller.account(), world.now());
    let roots = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    let roots = roots[0].serial.clone();
    storage::write(world.store.as_ref(), account, move |tx| {
        let mut moved = tx.device(account, &roots)?.unwrap();
        let serial = "arn:aws:iam::123456789012:mfa/moved";
        moved.serial = identity::names::SerialNumber::parse(serial).unwrap();
        moved.name = identity::names::DeviceName::parse("moved").unwrap();
        moved.state = DeviceState::Assigned { owner: owner.clone(), since, suspended: None };
        tx.add_device(&moved)
    })
    .await
    .unwrap();
    let token = world.await_code(World::user("alice")).await;
    let moved = world.try_code(&token, phone.code(world.now())).await;
    assert!(matches!(moved, Err(ServiceError::Fault(_))), "{moved:?}");
}
