//! A device is lost: suspended with one factor, removed by who has another way in.

use identity::audit::Reason;
use identity::names::SerialNumber;
use identity::password::Password;
use service::devices::{list, remove, report_lost, resync, suspend, try_code};
use service::signin::{Step, pending};
use service::{
    Bearer, Caller, FactorRefusal, FreshProof, PageRequest, Proof, ServiceError, mfa, sts,
};
use testing::{PASSWORD, Phone, Program, SoftPasskey, World};

use crate::activity::last_refusal;
use crate::recovery_codes::{make_codes, sign_in_by_code};

async fn serial_of(world: &World, caller: &Caller, name: &str) -> SerialNumber {
    let own = list::run(&world.service, caller, caller.identity()).await.unwrap();
    own.into_iter().find(|device| device.name == name).unwrap().serial
}

async fn suspend_at_sign_in(world: &World, token: &Bearer, serial: &SerialNumber) -> String {
    suspend::at_sign_in(&world.service, token, serial, &World::origin()).await.unwrap()
}

#[tokio::test]
async fn the_password_alone_suspends_a_device_and_opens_nothing() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let laptop = world.enrol(&mut root, "root-laptop").await;
    let lost = serial_of(&world, &root.caller, "root-phone").await;

    let token = world.await_code(World::root()).await;
    assert_eq!(suspend_at_sign_in(&world, &token, &lost).await, "root-phone");
    assert_eq!(suspend_at_sign_in(&world, &token, &lost).await, "root-phone", "twice is once");
    assert!(world.caller(&root.session).await.is_err(), "whoever was signed in is out");
    assert!(world.caller(&token).await.is_err(), "a report is no way in");

    let refused = world.try_code(&token, phone.code(world.now())).await.unwrap_err();
    let ServiceError::Factor(FactorRefusal::Suspended { device }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(device, "root-phone");
    let (first, second) = phone.pair(world.now());
    let pair = Proof::Pair { first, second, serial: None };
    assert!(world.try_proof(&token, pair).await.is_err(), "two codes in a row do not help");
    let shown = pending::run(&world.service, &token).await.unwrap();
    assert_eq!(
        (shown.devices.len(), shown.suspended.as_slice()),
        (1, ["root-phone".to_owned()].as_slice())
    );
    let step = world.try_code(&token, laptop.code(world.now())).await.unwrap();
    let root = world.signed_in(step).await;

    // It turns up again: accepted by a second factor that is fresh.
    suspend::resume(&world.service, &root.caller, &lost).await.unwrap();
    world.sign_in_with(World::root(), &phone).await;
}

#[tokio::test]
async fn a_suspended_device_is_refused_everywhere() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    world.enrol(&mut root, "root-phone").await;
    let mut alice = world.sign_in(World::user("alice")).await;
    let phone = world.enrol(&mut alice, "alice-phone").await;
    let laptop = world.enrol(&mut alice, "alice-laptop").await;
    let lost = serial_of(&world, &alice.caller, "alice-phone").await;
    let key = world.access_key(&root.caller, Some("alice")).await;
    let program = world.program(&key).await.unwrap();
    world.wait(60);
    let asked = |code: &str| sts::get_session_token::GetSessionToken {
        duration_seconds: None,
        mfa: sts::TokenCode::new(lost.as_str(), code),
    };
    let before = sts::get_session_token::run(
        &world.service,
        &program,
        asked(&phone.code(world.now()).expose()),
    );
    let with_mfa: Program = before.await.unwrap().into();
    assert!(world.program(&with_mfa).await.is_ok());

    let password = Password::new(PASSWORD);
    let wrong = Password::new("not the password");
    assert!(suspend::own(&world.service, &alice.caller, &lost, &wrong).await.is_err());
    suspend::own(&world.service, &alice.caller, &lost, &password).await.unwrap();
    assert!(world.caller(&alice.session).await.is_ok(), "the own session stays");
    assert!(world.program(&with_mfa).await.is_err(), "what it opened is closed");

    world.wait(60);
    let code = || phone.code(world.now());
    let at_the_programs_door =
        sts::get_session_token::run(&world.service, &program, asked(&code().expose())).await;
    assert!(matches!(at_the_programs_door.unwrap_err(), ServiceError::Api(_)));
    assert_eq!(last_refusal(&world, &root.caller).await, Some(Reason::SuspendedDevice));
    let tried = try_code::run(&world.service, &alice.caller, Proof::Code(code())).await;
    assert!(matches!(tried.unwrap_err(), ServiceError::Factor(FactorRefusal::Suspended { .. })));
    let (first, second) = phone.pair(world.now());
    let command = resync::Resync { serial: lost.clone(), first, second };
    assert!(resync::run(&world.service, &alice.caller, command).await.is_err());
    let removed = remove::own(&world.service, &alice.caller, &lost, Proof::Code(code())).await;
    assert!(removed.is_err(), "it does not prove anything either");
    world.wait(600);
    let stale = suspend::resume(&world.service, &alice.caller, &lost).await.unwrap_err();
    assert!(matches!(stale, ServiceError::NotFresh(FreshProof::Code)), "{stale:?}");

    // Programs still see the device.
    let page = PageRequest { after: None, limit: 9 };
    let listed = mfa::list::run(&world.service, &program, None, page);
    assert_eq!(listed.await.unwrap().items.len(), 2);
    world.sign_in_with(World::user("alice"), &laptop).await;
}

/// Whoever removes it, and by whichever door.
#[tokio::test]
async fn a_removed_device_leaves_no_session_of_programs_behind() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    let owner = alice.caller.identity().clone();
    let laptop = world.enrol(&mut alice, "laptop").await;
    let laptops = serial_of(&world, &alice.caller, "laptop").await;
    let key = world.access_key(&root.caller, Some("alice")).await;
    let program = world.program(&key).await.unwrap();
    let by_root = world.access_key(&root.caller, None).await;
    let by_root = world.program(&by_root).await.unwrap();
    let session = async |device: &SerialNumber, phone: &Phone| {
        world.wait(60);
        let code = phone.code(world.now()).expose();
        let command = sts::get_session_token::GetSessionToken {
            duration_seconds: None,
            mfa: sts::TokenCode::new(device.as_str(), &code),
        };
        let given = sts::get_session_token::run(&world.service, &program, command).await;
        Program::from(given.unwrap())
    };
    for (number, by) in ["an administrator", "the owner", "root's program", "the owner's program"]
        .into_iter()
        .enumerate()
    {
        let phone = world.enrol(&mut alice, &format!("phone-{number}")).await;
        let lost = serial_of(&world, &alice.caller, &format!("phone-{number}")).await;
        let opened = session(&lost, &phone).await;
        assert!(world.program(&opened).await.is_ok());
        world.wait(1);
        let svc = &world.service;
        match by {
            "an administrator" => {
                let root = world.sign_in(World::root()).await;
                remove::of_user(svc, &root.caller, &owner, &lost).await.unwrap();
            }
            "the owner" => {
                world.wait(60);
                let proof = Proof::Code(laptop.code(world.now()));
                let removed = remove::own(svc, &alice.caller, &lost, proof).await.unwrap();
                world.take_session(&mut alice, removed.session.unwrap()).await;
            }
            "root's program" => {
                mfa::deactivate::run(svc, &by_root, Some("alice"), lost.as_str()).await.unwrap();
            }
            _ => {
                let own = session(&laptops, &laptop).await;
                let caller = world.program(&own).await.unwrap();
                mfa::deactivate::run(svc, &caller, None, lost.as_str()).await.unwrap();
                // The next call deletes the device, with the same credentials.
                let caller = world.program(&own).await.unwrap();
                mfa::delete_virtual::run(svc, &caller, lost.as_str()).await.unwrap();
            }
        }
        assert!(world.program(&opened).await.is_err(), "what it opened is closed: {by}");
        assert!(world.program(&key).await.is_ok(), "the key itself stays: {by}");
        if by != "the owner" {
            alice = world.sign_in_with(World::user("alice"), &laptop).await;
        }
    }
}

#[tokio::test]
async fn the_last_device_suspended_does_not_open_the_door_to_the_password() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let lost = serial_of(&world, &root.caller, "root-phone").await;
    let token = world.await_code(World::root()).await;
    suspend_at_sign_in(&world, &token, &lost).await;
    let step = world.try_password(World::root(), PASSWORD).await.unwrap();
    let Step::SecondFactor(token) = step else { panic!("{step:?}") };
    assert!(world.try_code(&token, phone.code(world.now())).await.is_err());
}

#[tokio::test]
async fn nobody_suspends_the_device_of_another_identity() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    world.enrol(&mut root, "root-phone").await;
    let mut alice = world.sign_in(World::user("alice")).await;
    world.enrol(&mut alice, "alice-phone").await;
    let roots = serial_of(&world, &root.caller, "root-phone").await;
    let token = world.await_code(World::user("alice")).await;
    let origin = World::origin();
    let foreign = suspend::at_sign_in(&world.service, &token, &roots, &origin).await;
    assert!(matches!(foreign.unwrap_err(), ServiceError::NotFound("device")));
    let own = Password::new(PASSWORD);
    assert!(suspend::own(&world.service, &alice.caller, &roots, &own).await.is_err());
    assert!(report_lost::run(&world.service, &alice.caller, &roots).await.is_err());
    assert!(suspend::resume(&world.service, &alice.caller, &roots).await.is_err());
    assert!(world.caller(&root.session).await.is_ok());
}

#[tokio::test]
async fn a_passkey_is_suspended_with_the_password_like_any_device() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let mut key = SoftPasskey::new(1);
    world.register(&root, "root-key", &mut key).await;
    let thief = world.sign_in_by(World::root(), &mut key).await;

    let token = world.await_code(World::root()).await;
    let shown = pending::run(&world.service, &token).await.unwrap();
    assert!(shown.devices.is_empty(), "it has no codes");
    let [(lost, name)] = shown.usable.as_slice() else { panic!("{:?}", shown.usable) };
    assert_eq!(name, "root-key");
    suspend_at_sign_in(&world, &token, lost).await;
    assert!(world.caller(&thief.session).await.is_err(), "whoever was signed in is out");
    let shown = pending::run(&world.service, &token).await.unwrap();
    assert_eq!((shown.usable.len(), shown.suspended), (0, vec!["root-key".to_owned()]));
    assert!(shown.passkeys.is_empty());
    world.await_code(World::root()).await;
}

#[tokio::test]
async fn whose_last_device_an_administrator_removes_must_register_one_first() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let root = world.sign_in_with(World::root(), &phone).await;
    world.add_user(&root.caller, "alice", false).await;
    let mut hers = world.sign_in(World::user("alice")).await;
    for name in ["first", "second"] {
        world.enrol(&mut hers, name).await;
    }
    let alice = hers.caller.identity();
    let owned = list::run(&world.service, &root.caller, alice).await.unwrap();
    let mut step = None;
    for (left, device) in [(1, &owned[0]), (0, &owned[1])] {
        let removed = remove::of_user(&world.service, &root.caller, alice, &device.serial).await;
        assert_eq!(removed.unwrap().left, left);
        step = Some(world.try_password(World::user("alice"), PASSWORD).await.unwrap());
        assert_eq!(matches!(step, Some(Step::SecondFactor(_))), left == 1, "{step:?}");
    }
    let mut enrolling = world.enrols_first(step.unwrap()).await;
    world.enrol(&mut enrolling, "third").await;
    assert!(!enrolling.caller.enrols_first());
}

#[tokio::test]
async fn who_signed_in_by_a_code_removes_the_lost_device_and_ends_the_rest() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let codes = make_codes(&world, &root.caller).await;
    let thief = world.sign_in_with(World::root(), &phone).await;
    let lost = serial_of(&world, &root.caller, "root-phone").await;

    let owner = sign_in_by_code(&world, &codes[1]).await;
    let removed = report_lost::run(&world.service, &owner.caller, &lost).await.unwrap();
    assert_eq!((removed.name.as_str(), removed.left), ("root-phone", 0));
    assert!(world.caller(&thief.session).await.is_err());
    assert!(world.caller(&owner.session).await.is_ok());
    // The codes that are left keep the password from opening alone.
    world.await_code(World::root()).await;
}

#[tokio::test]
async fn a_stale_session_reports_nothing() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    world.enrol(&mut root, "root-phone").await;
    world.enrol(&mut root, "root-laptop").await;
    let lost = serial_of(&world, &root.caller, "root-phone").await;
    world.wait(301);
    let stale = report_lost::run(&world.service, &root.caller, &lost).await.unwrap_err();
    assert!(matches!(stale, ServiceError::NotFresh(FreshProof::Code)));
}
