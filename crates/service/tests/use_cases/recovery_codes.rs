//! Recovery codes: made, put into force, used once, counted, voided.

use std::sync::Arc;

use identity::audit::Reason;
use identity::recovery_code::{CODES, RecoveryCode};
use service::home::{self, Resilience};
use service::recovery_codes::{confirm, drop, make, replace, state};
use service::signin::recovery_code::{ByRecoveryCode, run as sign_in_with};
use service::signin::{Step, new_password, pending};
use service::users::{self, ConsoleAccess};
use service::{
    Bearer, Caller, FactorRefusal, FreshProof, Proof, ServiceError, account, devices, session,
};
use storage::CodesFor;
use testing::{Phone, SignedInAs, World};

use crate::activity::last_refusal;

/// Makes a set and puts it into force.
pub(crate) async fn make_codes(world: &World, caller: &Caller) -> Vec<RecoveryCode> {
    let codes = shown(world, caller).await;
    confirm::run(&world.service, caller, codes.first().unwrap()).await.unwrap();
    codes
}

async fn shown(world: &World, caller: &Caller) -> Vec<RecoveryCode> {
    let made = make::run(&world.service, caller).await.unwrap();
    made.codes.iter().map(|text| RecoveryCode::parse(text).unwrap()).collect()
}

/// Takes the second step of a sign-in with a recovery code.
pub(crate) async fn try_code(
    world: &World,
    token: &Bearer,
    code: &RecoveryCode,
) -> Result<Step, ServiceError> {
    let command =
        ByRecoveryCode { token: token.clone(), code: code.clone(), origin: World::origin() };
    sign_in_with(&world.service, command).await
}

pub(crate) async fn sign_in_by_code(world: &World, code: &RecoveryCode) -> SignedInAs {
    let token = world.await_code(World::root()).await;
    world.signed_in(try_code(world, &token, code).await.unwrap()).await
}

async fn root_with_codes() -> (World, SignedInAs, Phone, Vec<RecoveryCode>) {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let codes = make_codes(&world, &root.caller).await;
    (world, root, phone, codes)
}

async fn left(world: &World, caller: &Caller) -> usize {
    state::run(&world.service, caller).await.unwrap().left()
}

fn wrong() -> RecoveryCode {
    RecoveryCode::from_random([9; 16])
}

#[tokio::test]
async fn a_code_signs_in_once_in_place_of_a_device() {
    let (world, root, _phone, codes) = root_with_codes().await;
    assert_eq!((codes.len(), left(&world, &root.caller).await), (CODES, CODES));
    let by_code = sign_in_by_code(&world, &codes[3]).await;
    assert!(by_code.caller.has_mfa() && by_code.caller.used_recovery_code());
    assert_eq!(left(&world, &root.caller).await, 9);

    let token = world.await_code(World::root()).await;
    let again = try_code(&world, &token, &codes[3]).await.unwrap_err();
    let spent = ServiceError::Factor(FactorRefusal::RecoveryCode { spent: true });
    assert_eq!(format!("{again:?}"), format!("{spent:?}"));
    assert_eq!(last_refusal(&world, &root.caller).await, Some(Reason::SpentRecoveryCode));
    let other = try_code(&world, &token, &codes[4]).await.unwrap();
    let Step::Complete(done) = other else { panic!("{other:?}") };
    assert!(done.mfa && done.by_recovery_code);
    let used = try_code(&world, &token, &codes[5]).await.unwrap_err();
    assert!(matches!(used, ServiceError::Gone(_)), "a sign-in spends one code at most");
    assert_eq!(left(&world, &root.caller).await, 8);
}

#[tokio::test]
async fn a_set_counts_only_after_one_of_its_codes_was_typed_back() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let without = make::run(&world.service, &root.caller).await.err().unwrap();
    assert!(matches!(without, ServiceError::NotFound("device")), "codes stand in for a device");
    world.enrol(&mut root, "root-phone").await;
    let codes = shown(&world, &root.caller).await;
    let token = world.await_code(World::root()).await;
    assert!(!pending::run(&world.service, &token).await.unwrap().recovery_codes);
    assert!(try_code(&world, &token, &codes[0]).await.is_err());
    let refused = confirm::run(&world.service, &root.caller, &wrong()).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Factor(FactorRefusal::NotOfThisSet)));
    assert_eq!(left(&world, &root.caller).await, 0);

    world.wait(3601);
    let gone = confirm::run(&world.service, &root.caller, &codes[0]).await.unwrap_err();
    assert!(matches!(gone, ServiceError::Gone(_)), "a set waits for an hour");
}

#[tokio::test]
async fn a_used_code_is_replaced_and_the_sheet_stays_ten() {
    let (world, root, _phone, codes) = root_with_codes().await;
    let none = replace::run(&world.service, &root.caller).await.err().unwrap();
    assert!(matches!(none, ServiceError::NotFound(_)), "none was used: {none:?}");
    sign_in_by_code(&world, &codes[1]).await;
    let by_code = sign_in_by_code(&world, &codes[2]).await.caller;
    world.mail().await;

    let shown = replace::run(&world.service, &by_code).await.unwrap();
    let new: Vec<_> = shown.iter().map(|text| RecoveryCode::parse(text).unwrap()).collect();
    assert_eq!(new.len(), 2, "one for each that was used");
    let token = world.await_code(World::root()).await;
    assert!(try_code(&world, &token, &new[0]).await.is_err(), "not before one was typed back");
    let refused = confirm::run(&world.service, &by_code, &codes[3]).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Factor(FactorRefusal::NotOfThisSet)));
    confirm::run(&world.service, &by_code, &new[1]).await.unwrap();
    let set = state::run(&world.service, &by_code).await.unwrap().in_force.unwrap();
    assert_eq!((set.left, set.of, set.used()), (CODES, CODES, 0));
    let mail = world.mail().await;
    let told = mail.iter().filter(|mail| mail.content.subject.contains("replaced")).count();
    assert_eq!(told, 1, "a replacement is told");
    assert!(world.caller(&root.session).await.is_ok(), "nothing was voided, and nobody signed out");

    let token = world.await_code(World::root()).await;
    let spent = try_code(&world, &token, &codes[1]).await.unwrap_err();
    assert!(matches!(spent, ServiceError::Factor(FactorRefusal::RecoveryCode { spent: true })));
    sign_in_by_code(&world, &new[0]).await;
    sign_in_by_code(&world, &codes[3]).await;
}

#[tokio::test]
async fn replacements_need_a_fresh_proof_and_wait_for_an_hour() {
    let (world, _root, phone, codes) = root_with_codes().await;
    let by_code = sign_in_by_code(&world, &codes[0]).await.caller;
    let shown = replace::run(&world.service, &by_code).await.unwrap();
    let code = RecoveryCode::parse(&shown[0]).unwrap();
    let again = replace::run(&world.service, &by_code).await.unwrap();
    let first = confirm::run(&world.service, &by_code, &code).await;
    assert!(first.is_err(), "those that were shown last count");
    world.wait(3601);
    let late = RecoveryCode::parse(&again[0]).unwrap();
    let gone = confirm::run(&world.service, &by_code, &late).await.unwrap_err();
    assert!(matches!(gone, ServiceError::Gone(_)), "{gone:?}");
    let stale = replace::run(&world.service, &by_code).await.err().unwrap();
    assert!(matches!(stale, ServiceError::NotFresh(_)), "{stale:?}");
    let fresh = world.sign_in_with(World::root(), &phone).await;
    assert_eq!(replace::run(&world.service, &fresh.caller).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_new_set_voids_the_old_one_at_once_when_it_is_confirmed() {
    let (world, root, _phone, old) = root_with_codes().await;
    let new = shown(&world, &root.caller).await;
    sign_in_by_code(&world, &old[1]).await;
    confirm::run(&world.service, &root.caller, &new[9]).await.unwrap();
    let token = world.await_code(World::root()).await;
    let void = try_code(&world, &token, &old[2]).await.unwrap_err();
    assert!(matches!(void, ServiceError::Factor(FactorRefusal::RecoveryCode { spent: false })));
    assert_eq!(left(&world, &root.caller).await, CODES, "the code that was typed back is unused");
    sign_in_by_code(&world, &new[9]).await;
    let again = confirm::run(&world.service, &root.caller, &new[0]).await.unwrap_err();
    assert!(matches!(again, ServiceError::Gone(_)));
}

#[tokio::test]
async fn making_and_giving_up_need_a_fresh_factor_and_end_other_sessions() {
    let (world, root, phone, _codes) = root_with_codes().await;
    world.wait(301);
    for refused in [
        make::run(&world.service, &root.caller).await.map(|_| ()),
        drop::run(&world.service, &root.caller).await,
    ] {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, ServiceError::NotFresh(FreshProof::Code)), "{refused:?}");
    }
    let other = world.sign_in_with(World::root(), &phone).await;
    let fresh = world.sign_in_with(World::root(), &phone).await;
    let open = world.await_code(World::root()).await;
    make_codes(&world, &fresh.caller).await;
    assert!(world.caller(&other.session).await.is_err());
    assert!(pending::run(&world.service, &open).await.is_err());
    drop::run(&world.service, &fresh.caller).await.unwrap();
    assert_eq!(left(&world, &fresh.caller).await, 0);
    drop::run(&world.service, &fresh.caller).await.unwrap();
}

#[tokio::test]
async fn a_code_of_another_identity_or_account_is_nothing() {
    let (world, root, _phone, codes) = root_with_codes().await;
    world.add_user(&root.caller, "alice", true).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    world.enrol(&mut alice, "alice-phone").await;
    make_codes(&world, &alice.caller).await;
    world.add_account("210987654321", "other@acme.example").await;
    let other = service::signin::password::Who::Root { email: "other@acme.example".to_owned() };
    let mut foreign = world.sign_in(other.clone()).await;
    world.enrol(&mut foreign, "root-phone").await;
    make_codes(&world, &foreign.caller).await;
    for who in [World::user("alice"), other] {
        let token = world.await_code(who).await;
        let refused = try_code(&world, &token, &codes[1]).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Factor(FactorRefusal::RecoveryCode { .. })));
    }
    sign_in_by_code(&world, &codes[1]).await;
}

#[tokio::test]
async fn the_counters_of_codes_devices_and_passwords_are_apart() {
    let (world, _root, phone, codes) = root_with_codes().await;
    let token = world.await_code(World::root()).await;
    for _ in 0..6 {
        try_code(&world, &token, &wrong()).await.unwrap_err();
    }
    let wait = try_code(&world, &token, &codes[1]).await.unwrap_err();
    assert!(matches!(wait, ServiceError::Wait(_)), "{wait:?}");
    // The device and the password are not made to wait.
    let again = world.await_code(World::root()).await;
    world.wait(30);
    world.try_code(&again, phone.code(world.now())).await.unwrap();
    let token = world.await_code(World::root()).await;
    for _ in 0..4 {
        world.try_code(&token, World::typed("000000")).await.unwrap_err();
    }
    let wait = world.try_code(&token, World::typed("000000")).await.unwrap_err();
    assert!(matches!(wait, ServiceError::Wait(_)), "{wait:?}");
    // And wrong codes of devices do not make recovery codes wait.
    world.signed_in(try_code(&world, &token, &codes[1]).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_recovery_code_signs_in_once_however_many_try() {
    let (world, root, _phone, codes) = root_with_codes().await;
    let (world, code) = (Arc::new(world), codes[1].clone());
    let mut tokens = Vec::new();
    for _ in 0..64 {
        tokens.push(world.await_code(World::root()).await);
    }
    let tasks: Vec<_> = tokens
        .into_iter()
        .map(|token| {
            let (world, code) = (Arc::clone(&world), code.clone());
            tokio::spawn(async move { try_code(&world, &token, &code).await.is_ok() })
        })
        .collect();
    let mut accepted = 0;
    for task in tasks {
        accepted += usize::from(task.await.unwrap());
    }
    assert_eq!((accepted, left(&world, &root.caller).await), (1, 9));
}

#[tokio::test]
async fn a_given_password_is_replaced_after_a_code_as_well() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    world.enrol(&mut alice, "alice-phone").await;
    let codes = make_codes(&world, &alice.caller).await;
    let given = ConsoleAccess::OneTime;
    let given = users::set_password::run(&world.service, &root.caller, "alice", given);
    let text = given.await.unwrap().unwrap();
    let step = world.try_password(World::user("alice"), &text).await.unwrap();
    let Step::SecondFactor(token) = step else { panic!("{step:?}") };
    let step = try_code(&world, &token, &codes[1]).await.unwrap();
    let Step::NewPassword(token) = step else { panic!("{step:?}") };
    let again = try_code(&world, &token, &codes[2]).await.unwrap_err();
    assert!(matches!(again, ServiceError::Gone(_)), "no step twice");
    let password = identity::password::Password::new("four otters in a canoe");
    let origin = World::origin();
    let done =
        new_password::run(&world.service, new_password::NewPassword { token, password, origin });
    assert!(done.await.unwrap().by_recovery_code);
}

#[tokio::test]
async fn codes_outlive_the_last_device_and_still_guard_the_password() {
    let (world, root, phone, codes) = root_with_codes().await;
    world.wait(60);
    let serial =
        devices::list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap()[0]
            .serial
            .clone();
    let proof = Proof::Code(phone.code(world.now()));
    let removed = devices::remove::own(&world.service, &root.caller, &serial, proof).await.unwrap();
    assert_eq!(removed.left, 0);
    let step = world.try_password(World::root(), testing::PASSWORD).await.unwrap();
    let Step::SecondFactor(token) = step else { panic!("the password alone opened: {step:?}") };
    let shown = pending::run(&world.service, &token).await.unwrap();
    assert!(shown.devices.is_empty() && shown.recovery_codes);
    let root = world.signed_in(try_code(&world, &token, &codes[1]).await.unwrap()).await;
    let view = home::run(&world.service, &root.caller).await.unwrap();
    assert_eq!(view.resilience, Resilience::OneLossAway);

    // The password is no fresh proof for who has codes; a code is.
    world.wait(301);
    let needed = session::confirm::needed(&world.service, &root.caller).await.unwrap();
    assert_eq!(needed, FreshProof::RecoveryCode);
    let password = identity::password::Password::new(testing::PASSWORD);
    let refused = session::confirm::by_password(&world.service, &root.caller, &password).await;
    assert!(matches!(refused.unwrap_err(), ServiceError::NotFresh(FreshProof::RecoveryCode)));
    let proved = session::confirm::by_recovery_code(&world.service, &root.caller, &codes[2]);
    let (session, rest) = proved.await.unwrap();
    assert_eq!(rest, 8);
    let caller = world.caller(&session).await.unwrap();
    make_codes(&world, &caller).await;
}

#[tokio::test]
async fn after_the_last_code_without_a_device_only_enrolling_is_open() {
    let (world, root, phone, codes) = root_with_codes().await;
    world.wait(60);
    let own = devices::list::run(&world.service, &root.caller, root.caller.identity());
    let serial = own.await.unwrap()[0].serial.clone();
    let proof = Proof::Code(phone.code(world.now()));
    devices::remove::own(&world.service, &root.caller, &serial, proof).await.unwrap();
    for code in &codes[..9] {
        sign_in_by_code(&world, code).await;
    }
    let token = world.await_code(World::root()).await;
    let step = try_code(&world, &token, &codes[9]).await.unwrap();
    let mut enrolling = world.enrols_first(step).await;
    world.enrol(&mut enrolling, "root-new").await;
    assert!(!enrolling.caller.enrols_first());
}

#[tokio::test]
async fn home_counts_codes_as_one_way_in_and_says_when_they_run_out() {
    let (world, root, _phone, codes) = root_with_codes().await;
    let home = async || home::run(&world.service, &root.caller).await.unwrap();
    assert_eq!(home().await.resilience, Resilience::SurvivesAnyOneLoss);
    for code in &codes[..8] {
        assert!(!home().await.codes.in_force.unwrap().is_short());
        sign_in_by_code(&world, code).await;
    }
    assert!(home().await.codes.in_force.unwrap().is_short());
    for code in &codes[8..] {
        sign_in_by_code(&world, code).await;
    }
    let view = home().await;
    assert_eq!(view.resilience, Resilience::OneLossAway);
    assert_eq!(view.codes.in_force.unwrap().left, 0);
}

/// Whoever reads the store cannot read a code back, nor move one to another row.
#[tokio::test]
async fn what_is_kept_is_no_code_and_fits_one_identity() {
    let (world, root, _phone, codes) = root_with_codes().await;
    let kept = storage::read(world.store.as_ref(), |tx| {
        tx.recovery_codes(
            identity::names::AccountId::from_number(123_456_789_012).unwrap(),
            &identity::Identity::Root,
        )
    });
    let kept = kept.await.unwrap();
    assert_eq!(kept.len(), CODES);
    for code in &codes {
        assert!(
            kept.iter().all(|row| !row.hash.0.windows(8).any(|w| code.expose().starts_with(w)))
        );
    }
    world.add_user(&root.caller, "alice", false).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    world.enrol(&mut alice, "alice-phone").await;
    let (who, now) = (alice.caller.identity().clone(), world.now());
    let hashes: Vec<_> = kept.iter().map(|row| row.hash).collect();
    let account = alice.caller.account();
    storage::write(world.store.as_ref(), account, move |tx| {
        tx.put_recovery_codes(account, &who, &hashes, CodesFor::NewSet, now)?;
        tx.confirm_recovery_codes(account, &who, CodesFor::NewSet, now, now)
    })
    .await
    .unwrap();
    let token = world.await_code(World::user("alice")).await;
    assert!(try_code(&world, &token, &codes[1]).await.is_err(), "moved codes open nothing");
}

/// Story S5: who lost the devices and the sheet is not left before a door that asks
/// for a code of it.
#[tokio::test]
async fn recovery_by_the_operator_takes_the_codes_with_the_devices() {
    let (world, root, _phone, _codes) = root_with_codes().await;
    let account = root.caller.account();
    let command = account::recover::Recover { account, remove_devices: false };
    account::recover::run(&world.service, command).await.unwrap();
    world.await_code(World::root()).await;
    let command = account::recover::Recover { account, remove_devices: true };
    let done = account::recover::run(&world.service, command).await.unwrap();
    assert_eq!(done.removed, ["root-phone", "the recovery codes"]);
    world.sign_in(World::root()).await;
}
