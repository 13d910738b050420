//! Temporary credentials.

use identity::device::CodeWindow;
use service::account::revoke::{self as revoke_all, Whose};
use service::credentials::authenticate::require_iam;
use service::mfa::{CodePair, resync};
use service::sts::get_session_token::{self, GetSessionToken};
use service::sts::{TokenCode, get_access_key_info, get_caller_identity, revoke};
use service::{Caller, FactorRefusal, Kind, Mfa, ServiceError};
use std::time::Duration;
use testing::{Phone, Program, SignedInAs, World};

use crate::programs::{kind, message};

const INVALID: &str = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
const UNABLE: &str = "MultiFactorAuthentication failed, unable to validate MFA code.  Please \
     verify your MFA serial number is valid and associated with this user.";

/// Is a user with a phone and a key.
struct Alice {
    world: World,
    root: SignedInAs,
    phone: Phone,
    key: Program,
    program: Caller,
}

const SERIAL: &str = "arn:aws:iam::123456789012:mfa/alice-phone";

async fn alice() -> Alice {
    alice_in(World::with_account().await).await
}

async fn alice_in(world: World) -> Alice {
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    let phone = world.enrol(&mut alice, "alice-phone").await;
    let root = world.sign_in(World::root()).await;
    let key = world.access_key(&root.caller, Some("alice")).await;
    let program = world.program(&key).await.unwrap();
    Alice { world, root, phone, key, program }
}

fn with_code(serial: &str, code: &str) -> GetSessionToken {
    GetSessionToken { duration_seconds: None, mfa: Some(TokenCode::new(serial, code).unwrap()) }
}

impl Alice {
    fn code(&self) -> String {
        self.phone.code(self.world.now()).expose()
    }

    async fn get(&self, command: GetSessionToken) -> Result<Program, ServiceError> {
        let given = get_session_token::run(&self.world.service, &self.program, command).await;
        given.map(Program::from)
    }
}

#[tokio::test]
async fn a_session_with_a_code_is_the_user_with_a_second_factor() {
    let alice = alice().await;
    let began = alice.world.now();
    let session = alice.get(with_code(SERIAL, &alice.code())).await.unwrap();
    assert!(session.access_key_id.starts_with("ASIA"));
    alice.world.wait(100);
    let caller = alice.world.program(&session).await.unwrap();
    assert_eq!(caller.arn(), "arn:aws:iam::123456789012:user/alice");
    assert_eq!(caller.mfa(alice.world.now()), Mfa::Present(Duration::from_secs(100)));
    assert_eq!(caller.mfa_device().unwrap().as_str(), SERIAL);
    assert_eq!(caller.temporary().unwrap().issued, began);
    assert!(require_iam(&caller).is_ok());
    let who = get_caller_identity::run(&caller);
    assert_eq!(who.account, "123456789012");
    assert!(who.user_id.starts_with("AIDA"));
}

#[tokio::test]
async fn a_session_without_a_code_may_not_call_iam() {
    let alice = alice().await;
    let session = alice.get(GetSessionToken::default()).await.unwrap();
    let caller = alice.world.program(&session).await.unwrap();
    assert_eq!(caller.mfa(alice.world.now()), Mfa::Absent);
    let refused = require_iam(&caller);
    assert_eq!(message(refused), "The security token included in the request is invalid");
    assert!(require_iam(&alice.program).is_ok());
}

#[tokio::test]
async fn a_code_works_once_and_says_so_in_the_one_text() {
    let alice = alice().await;
    let code = alice.code();
    alice.get(with_code(SERIAL, &code)).await.unwrap();
    assert_eq!(message(alice.get(with_code(SERIAL, &code)).await), INVALID);
    assert_eq!(message(alice.get(with_code(SERIAL, "000000")).await), INVALID);
}

#[tokio::test]
async fn the_console_and_sts_spend_the_same_codes() {
    let alice = alice().await;
    let code = alice.phone.code(alice.world.now());
    let token = alice.world.await_code(World::user("alice")).await;
    alice.world.try_code(&token, code.clone()).await.unwrap();
    assert_eq!(message(alice.get(with_code(SERIAL, &code.expose())).await), INVALID);
}

#[tokio::test]
async fn codes_may_be_as_far_off_as_the_operator_says_at_every_door() {
    for (window, near, far) in [(CodeWindow::default(), 1, 2), (CodeWindow::WIDEST, 2, 3)] {
        let world = World::decided(|settings| settings.code_window = window).await;
        let alice = alice_in(world).await;
        let shown = |steps| alice.phone.step(alice.world.now(), steps);
        let refused = alice.get(with_code(SERIAL, &shown(far).expose())).await;
        assert_eq!(message(refused), INVALID);
        alice.get(with_code(SERIAL, &shown(near).expose())).await.unwrap();
        alice.world.wait(30 * 60);
        let shown = |steps| alice.phone.step(alice.world.now(), steps);
        let token = alice.world.await_code(World::user("alice")).await;
        for steps in [-far, far] {
            let refused = alice.world.try_code(&token, shown(steps)).await;
            let Err(ServiceError::Factor(FactorRefusal::ClockOff { seconds, .. })) = refused else {
                panic!("{steps}");
            };
            assert_eq!(seconds, steps * 30);
        }
        alice.world.try_code(&token, shown(-near)).await.unwrap();
    }
}

#[tokio::test]
async fn after_twenty_failures_two_codes_in_a_row_are_wanted_and_a_resync_gives_them() {
    let alice = alice().await;
    for _ in 0..20 {
        alice.world.wait(15 * 60);
        assert_eq!(message(alice.get(with_code(SERIAL, "000000")).await), INVALID);
    }
    for _ in 0..3 {
        // However long they wait, and whatever they send: one code is no longer enough.
        alice.world.wait(24 * 60 * 60);
        assert_eq!(message(alice.get(with_code(SERIAL, &alice.code())).await), UNABLE);
    }
    let (first, second) = alice.phone.pair(alice.world.now());
    let wanted =
        CodePair { user_name: "alice".to_owned(), serial: SERIAL.to_owned(), first, second };
    resync::run(&alice.world.service, &alice.root.caller, wanted).await.unwrap();
    alice.world.wait(60);
    alice.get(with_code(SERIAL, &alice.code())).await.unwrap();
}

#[tokio::test]
async fn unknown_devices_and_those_of_others_are_one_refusal() {
    let mut alice = alice().await;
    let phone = alice.world.enrol(&mut alice.root, "root-phone").await;
    let code = phone.code(alice.world.now()).expose();
    for serial in [
        "arn:aws:iam::123456789012:mfa/root-phone",
        "arn:aws:iam::123456789012:mfa/nothing",
        "GAHT12345678",
        "",
        "arn:aws:iam::210987654321:mfa/alice-phone",
    ] {
        assert_eq!(message(alice.get(with_code(serial, &code)).await), UNABLE, "{serial}");
    }
}

#[tokio::test]
async fn after_too_many_failures_even_a_right_code_cannot_be_validated() {
    let alice = alice().await;
    let mut last = String::new();
    for _ in 0..10 {
        last = message(alice.get(with_code(SERIAL, "000000")).await);
    }
    assert_eq!(last, UNABLE);
    assert_eq!(message(alice.get(with_code(SERIAL, &alice.code())).await), UNABLE);
    alice.world.wait(15 * 60);
    alice.get(with_code(SERIAL, &alice.code())).await.unwrap();
}

#[tokio::test]
async fn temporary_credentials_give_no_others() {
    let alice = alice().await;
    let session = alice.get(with_code(SERIAL, &alice.code())).await.unwrap();
    let caller = alice.world.program(&session).await.unwrap();
    let svc = &alice.world.service;
    let again = get_session_token::run(svc, &caller, GetSessionToken::default()).await;
    assert_eq!(message(again), "Cannot call GetSessionToken with session credentials");
    let console = get_session_token::run(svc, &alice.root.caller, GetSessionToken::default()).await;
    assert_eq!(kind(console), Kind::AccessDenied);
}

#[tokio::test]
async fn they_end_when_they_should() {
    let alice = alice().await;
    let short = GetSessionToken { duration_seconds: Some(900), mfa: None };
    let session = alice.get(short).await.unwrap();
    alice.world.wait(899);
    alice.world.program(&session).await.unwrap();
    alice.world.wait(1);
    assert_eq!(kind(alice.world.program(&session).await), Kind::ExpiredToken);
    let wrong = Program { secret: "x".repeat(40), ..session };
    assert_eq!(kind(alice.world.program(&wrong).await), Kind::SignatureDoesNotMatch);
    for seconds in [0, 899, 129_601] {
        let command = GetSessionToken { duration_seconds: Some(seconds), mfa: None };
        assert_eq!(kind(alice.get(command).await), Kind::ValidationError);
    }
}

#[tokio::test]
async fn root_has_an_hour_whatever_it_asks() {
    let alice = alice().await;
    let key = alice.world.access_key(&alice.root.caller, None).await;
    let root = alice.world.program(&key).await.unwrap();
    let command = GetSessionToken { duration_seconds: Some(43_200), mfa: None };
    let given = get_session_token::run(&alice.world.service, &root, command).await.unwrap();
    assert_eq!(given.expires.since(alice.world.now()), Duration::from_hours(1));
}

#[tokio::test]
async fn any_changed_token_is_no_token() {
    let alice = alice().await;
    let session = alice.get(GetSessionToken::default()).await.unwrap();
    let other = alice.get(GetSessionToken::default()).await.unwrap();
    let token = session.session_token.clone().unwrap();
    for at in (0..token.len()).step_by(37) {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed =
            Program { session_token: Some(String::from_utf8(changed).unwrap()), ..session.clone() };
        let refused = kind(alice.world.program(&changed).await);
        assert_eq!(refused, Kind::InvalidClientTokenId, "at {at}");
    }
    for token in [None, Some(String::new()), Some("=".repeat(100_000)), other.session_token] {
        let refused = Program { session_token: token, ..session.clone() };
        assert_eq!(kind(alice.world.program(&refused).await), Kind::InvalidClientTokenId);
    }
}

#[tokio::test]
async fn a_token_is_good_wherever_the_master_key_is() {
    let (one, other) = (alice().await, alice().await);
    let session = one.get(GetSessionToken::default()).await.unwrap();
    other.world.program(&session).await.unwrap();
    let sealed = session.session_token.unwrap();
    assert!(!sealed.contains(&one.key.secret));
}

#[tokio::test]
async fn a_token_of_another_master_key_is_no_token() {
    let one = alice().await;
    let other = alice_in(World::with_master_key([43; 32]).await).await;
    assert_eq!(one.program.identity(), other.program.identity(), "all else is the same");
    let session = one.get(GetSessionToken::default()).await.unwrap();
    one.world.program(&session).await.unwrap();
    assert_eq!(kind(other.world.program(&session).await), Kind::InvalidClientTokenId);
}

#[tokio::test]
async fn revoked_sessions_end_and_later_ones_do_not() {
    let alice = alice().await;
    let session = alice.get(GetSessionToken::default()).await.unwrap();
    let svc = &alice.world.service;
    revoke::of_user(svc, &alice.root.caller, "alice").await.unwrap();
    assert_eq!(kind(alice.world.program(&session).await), Kind::InvalidClientTokenId);
    alice.world.program(&alice.key).await.unwrap();
    alice.world.wait(1);
    let later = alice.get(GetSessionToken::default()).await.unwrap();
    alice.world.program(&later).await.unwrap();
    let refused = revoke::of_user(svc, &alice.program, "alice").await;
    assert!(matches!(refused, Err(ServiceError::Api(_))), "a program's door knows no such thing");
}

#[tokio::test]
async fn ones_own_are_ended_without_permission_and_those_of_others_with_it_and_a_fresh_proof() {
    let alice = alice().await;
    let (world, svc) = (&alice.world, &alice.world.service);
    world.add_user(&alice.root.caller, "bob", false).await;
    let bob = world.sign_in(World::user("bob")).await;
    let session = alice.get(GetSessionToken::default()).await.unwrap();
    let denied = revoke::of_user(svc, &bob.caller, "alice").await;
    assert!(matches!(denied, Err(ServiceError::Denied)), "{denied:?}");
    let unknown = revoke::of_user(svc, &bob.caller, "nobody").await;
    assert!(matches!(unknown, Err(ServiceError::Denied)), "{unknown:?}");
    revoke::own(svc, &bob.caller).await.unwrap();
    world.program(&session).await.unwrap();
    let own = world.sign_in_with(World::user("alice"), &alice.phone).await;
    revoke::own(svc, &own.caller).await.unwrap();
    assert_eq!(kind(world.program(&session).await), Kind::InvalidClientTokenId);
    let program = revoke::own(svc, &alice.program).await;
    assert!(matches!(program, Err(ServiceError::SignedOut)), "{program:?}");
    world.wait(6 * 60);
    let stale = revoke::of_user(svc, &alice.root.caller, "alice").await;
    assert!(matches!(stale, Err(ServiceError::NotFresh(_))), "{stale:?}");
}

#[tokio::test]
async fn the_operator_ends_everything_of_root_a_user_or_a_role() {
    let alice = alice().await;
    let (world, svc) = (&alice.world, &alice.world.service);
    let account = alice.root.caller.account();
    let session = alice.get(GetSessionToken::default()).await.unwrap();
    let own = world.sign_in_with(World::user("alice"), &alice.phone).await;
    let ended = revoke_all::run(svc, account, Whose::User("ALICE".to_owned())).await.unwrap();
    assert!(ended >= 1, "{ended}");
    assert!(world.caller(&own.session).await.is_err());
    assert_eq!(kind(world.program(&session).await), Kind::InvalidClientTokenId);
    world.caller(&alice.root.session).await.unwrap();
    assert_eq!(revoke_all::run(svc, account, Whose::Root).await.unwrap(), 2);
    assert!(world.caller(&alice.root.session).await.is_err());
    for missing in [Whose::User("nobody".to_owned()), Whose::Role("a role".to_owned())] {
        let refused = revoke_all::run(svc, account, missing).await;
        assert!(matches!(refused, Err(ServiceError::NotFound(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_session_ends_with_its_user() {
    let alice = alice().await;
    let session = alice.get(GetSessionToken::default()).await.unwrap();
    service::users::delete::run(&alice.world.service, &alice.root.caller, "alice").await.unwrap();
    assert_eq!(kind(alice.world.program(&session).await), Kind::InvalidClientTokenId);
}

#[tokio::test]
async fn a_session_ends_with_the_device_that_an_administrator_removes() {
    let alice = alice().await;
    let session = alice.get(with_code(SERIAL, &alice.code())).await.unwrap();
    let owner = alice.program.identity().clone();
    let serial = identity::names::SerialNumber::parse(SERIAL).unwrap();
    let svc = &alice.world.service;
    service::devices::remove::of_user(svc, &alice.root.caller, &owner, &serial).await.unwrap();
    assert_eq!(kind(alice.world.program(&session).await), Kind::InvalidClientTokenId);
    alice.world.wait(30);
    assert_eq!(message(alice.get(with_code(SERIAL, &alice.code())).await), UNABLE);
}

#[tokio::test]
async fn a_key_tells_its_account() {
    let alice = alice().await;
    let (svc, root) = (&alice.world.service, &alice.root.caller);
    let info = get_access_key_info::run(svc, root, &alice.key.access_key_id).await.unwrap();
    assert_eq!(info, "123456789012");
    let refused = get_access_key_info::run(svc, root, "AKIAIOSFODNN7EXAMPLE0").await;
    assert_eq!(kind(refused), Kind::ValidationError);
}
