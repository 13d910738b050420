//! The rule that only passkeys sign an identity in.

use identity::audit::Reason;
use service::devices::{list, suspend};
use service::home::{self, Resilience};
use service::passkeys::only;
use service::session::confirm;
use service::signin::pending;
use service::sts::{TokenCode, get_session_token};
use service::{FactorRefusal, Proof, ServiceError, passkeys};
use testing::{Phone, SignedInAs, SoftPasskey, World};

use crate::activity::last_refusal;
use crate::recovery_codes::make_codes;

/// Makes a user with an app, a passkey that was used, and recovery codes.
async fn anna() -> (World, SignedInAs, SignedInAs, Phone, SoftPasskey) {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "anna", false).await;
    let mut anna = world.sign_in(World::user("anna")).await;
    let phone = world.enrol(&mut anna, "annas-phone").await;
    let mut passkey = SoftPasskey::new(1);
    world.register(&anna, "annas-key", &mut passkey).await;
    let anna = world.sign_in_by(World::user("anna"), &mut passkey).await;
    (world, root, anna, phone, passkey)
}

fn is_passkey_needed(refused: &ServiceError) -> bool {
    matches!(refused, ServiceError::Factor(FactorRefusal::PasskeyNeeded))
}

#[tokio::test]
async fn a_code_that_was_phished_opens_nothing() {
    let (world, root, anna, phone, mut passkey) = anna().await;
    let alone = only::set_own(&world.service, &anna.caller, true).await;
    assert!(matches!(alone, Err(ServiceError::Invalid { .. })), "one passkey is one loss away");
    let codes = make_codes(&world, &anna.caller).await;
    only::set_own(&world.service, &anna.caller, true).await.unwrap();
    let told = world.mail().await;
    assert!(told.iter().any(|mail| mail.kind == "passkey-rule"));

    world.wait(60);
    let token = world.await_code(World::user("anna")).await;
    let shown = pending::run(&world.service, &token).await.unwrap();
    assert!(shown.devices.is_empty() && shown.passkey_first && shown.recovery_codes);
    let refused = world.try_code(&token, phone.code(world.now())).await.unwrap_err();
    assert!(is_passkey_needed(&refused), "{refused:?}");
    assert_eq!(last_refusal(&world, &root.caller).await, Some(Reason::PasskeyNeeded));
    let (first, second) = phone.pair(world.now());
    let pair = Proof::Pair { first, second, serial: None };
    let refused = world.try_proof(&token, pair).await.unwrap_err();
    assert!(is_passkey_needed(&refused), "nor do two: {refused:?}");

    // In a session neither, and the pages count what is left.
    let anna = world.sign_in_by(World::user("anna"), &mut passkey).await;
    let step_up =
        confirm::by_code(&world.service, &anna.caller, Proof::Code(phone.code(world.now())));
    assert!(is_passkey_needed(&step_up.await.unwrap_err()));
    let page = home::run(&world.service, &anna.caller).await.unwrap();
    assert_eq!(page.resilience, Resilience::SurvivesAnyOneLoss, "the passkey and the sheet");
    assert!(page.devices.iter().any(|device| device.codes_refused));
    // Programs know codes only, and go on.
    let own = list::run(&world.service, &anna.caller, anna.caller.identity()).await.unwrap();
    let app = own.iter().find(|device| device.name == "annas-phone").unwrap();
    let key = world.access_key(&root.caller, Some("anna")).await;
    let program = world.program(&key).await.unwrap();
    let code = phone.code(world.now());
    let asked = get_session_token::GetSessionToken {
        duration_seconds: None,
        mfa: TokenCode::new(app.serial.as_str(), &code.expose()),
    };
    get_session_token::run(&world.service, &program, asked).await.unwrap();
    // And the way back stays.
    let token = world.await_code(World::user("anna")).await;
    let step = crate::recovery_codes::try_code(&world, &token, &codes[2]).await.unwrap();
    let anna = world.signed_in(step).await;
    only::set_own(&world.service, &anna.caller, false).await.unwrap();
    world.sign_in_with(World::user("anna"), &phone).await;
}

#[tokio::test]
async fn suspending_the_passkey_does_not_bring_the_codes_back() {
    let (world, _root, anna, phone, _passkey) = anna().await;
    make_codes(&world, &anna.caller).await;
    only::set_own(&world.service, &anna.caller, true).await.unwrap();
    let own = list::run(&world.service, &anna.caller, anna.caller.identity()).await.unwrap();
    let key = own.iter().find(|device| device.name == "annas-key").unwrap().serial.clone();
    let token = world.await_code(World::user("anna")).await;
    suspend::at_sign_in(&world.service, &token, &key, &World::origin()).await.unwrap();
    world.wait(60);
    let token = world.await_code(World::user("anna")).await;
    let refused = world.try_code(&token, phone.code(world.now())).await.unwrap_err();
    assert!(is_passkey_needed(&refused), "the password alone must not undo it: {refused:?}");
}

#[tokio::test]
async fn an_administrators_demand_waits_for_the_first_use_and_stays() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "anna", false).await;
    world.add_user(&root.caller, "ben", false).await;
    let mut anna = world.sign_in(World::user("anna")).await;
    let ben = world.sign_in(World::user("ben")).await;
    let meddling = only::set_of_user(&world.service, &ben.caller, "anna", true).await;
    assert!(matches!(meddling, Err(ServiceError::Denied)), "{meddling:?}");
    let phone = world.enrol(&mut anna, "annas-phone").await;
    let svc = &world.service;
    only::set_of_user(svc, &root.caller, "anna", true).await.unwrap();
    let seen = only::of_user(svc, &root.caller, "anna").await.unwrap();
    assert!(seen.rule.is_some() && !seen.in_force);
    let anna = world.sign_in_with(World::user("anna"), &phone).await;
    let mut passkey = SoftPasskey::new(1);
    world.register(&anna, "annas-key", &mut passkey).await;
    let anna = world.sign_in_with(World::user("anna"), &phone).await;
    assert!(anna.caller.has_mfa(), "registered is not used: nobody is locked out by it");

    let anna = world.sign_in_by(World::user("anna"), &mut passkey).await;
    assert!(only::own(svc, &anna.caller).await.unwrap().in_force);
    let refused = only::set_own(svc, &anna.caller, false).await;
    assert!(matches!(refused, Err(ServiceError::Denied)), "it is demanded: {refused:?}");
    world.wait(60);
    let token = world.await_code(World::user("anna")).await;
    assert!(is_passkey_needed(&world.try_code(&token, phone.code(world.now())).await.unwrap_err()));
    let options = passkeys::sign_in(svc, &token).await.unwrap();
    world.try_proof(&token, Proof::Passkey(passkey.get(&options))).await.unwrap();

    let root = world.sign_in(World::root()).await;
    only::set_of_user(svc, &root.caller, "anna", false).await.unwrap();
    world.sign_in_with(World::user("anna"), &phone).await;
}

#[tokio::test]
async fn root_sets_it_with_two_passkeys_and_gives_it_up_with_one() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let (mut first, mut second) = (SoftPasskey::new(1), SoftPasskey::new(2));
    world.register(&root, "first", &mut first).await;
    let root = world.sign_in_by(World::root(), &mut first).await;
    world.register(&root, "second", &mut second).await;
    let seen = only::own(&world.service, &root.caller).await.unwrap();
    assert!(!seen.possible(), "the second has not shown that it works");
    let root = world.sign_in_by(World::root(), &mut second).await;
    only::set_own(&world.service, &root.caller, true).await.unwrap();
    world.wait(3000);
    let root = world.sign_in_by(World::root(), &mut first).await;
    world.wait(1000);
    let stale = only::set_own(&world.service, &root.caller, false).await;
    assert!(matches!(stale, Err(ServiceError::NotFresh(_) | ServiceError::SignedOut)), "{stale:?}");
    let root = world.sign_in_by(World::root(), &mut first).await;
    only::set_own(&world.service, &root.caller, false).await.unwrap();
}
