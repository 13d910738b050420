//! Hardware tokens: stock, assignment, giving back, retiring.

use identity::device::DeviceKind;
use identity::names::{AccountId, SerialNumber};
use otp::{Algorithm, Digits, Period, Seed, Totp};
use seed_file::{Token, Validity};
use service::devices::enable::Enabled;
use service::hardware_tokens::import::{by_administrator, by_operator, file_by_administrator};
use service::hardware_tokens::{Protection, assign, list, retire};
use service::mfa::list_virtual::{self, Assignment};
use service::mfa::{self, CodePair};
use service::sts::TokenCode;
use service::sts::get_session_token::{self, GetSessionToken};
use service::{Caller, FactorRefusal, Kind, ServiceError, devices, users};
use testing::{Phone, SignedInAs, World};

use crate::programs::{all, kind};

const SERIAL: &str = "GAHT12345678";

fn account() -> AccountId {
    AccountId::parse("123456789012").unwrap()
}

fn serial(text: &str) -> SerialNumber {
    SerialNumber::parse(text).unwrap()
}

/// Is a token as the owner holds it, and as its maker delivers it.
fn token(serial: &str, seconds: u32) -> (Phone, Token) {
    let totp = Totp {
        seed: Seed::from_bytes(format!("seed of {serial} in twenty bytes").into_bytes()).unwrap(),
        algorithm: Algorithm::Sha256,
        digits: Digits::SIX,
        period: Period::new(seconds).unwrap(),
    };
    let (serial, validity) = (serial.to_owned(), Validity::default());
    let delivered = Token { serial, totp: totp.clone(), drift: 0, model: None, validity };
    (Phone::token(totp), delivered)
}

struct Acme {
    world: World,
    root: SignedInAs,
    held: Phone,
}

/// Is an account with one token in stock, of steps of 60 seconds.
async fn acme() -> Acme {
    let world = World::with_account().await;
    let (held, delivered) = token(SERIAL, 60);
    let done = by_operator(&world.service, account(), vec![delivered], false).await.unwrap();
    assert_eq!(done.serials, [SERIAL]);
    let root = world.sign_in(World::root()).await;
    Acme { world, root, held }
}

impl Acme {
    async fn assign(&self, by: &Caller, serial: &str) -> Result<Enabled, ServiceError> {
        let (first, second) = self.held.pair(self.world.now());
        let (serial, name) = (serial.to_owned(), "root-token".to_owned());
        let command = assign::Assign { serial, name, first, second };
        let done = assign::run(&self.world.service, by, command).await;
        if done.is_ok() {
            self.world.wait(180);
        }
        done
    }

    async fn stock(&self) -> Vec<String> {
        let page = list::run(&self.world.service, &self.root.caller, all()).await.unwrap();
        let in_stock = page.items.into_iter().filter(|token| token.holder.is_none());
        in_stock.map(|token| token.serial.as_str().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_token_from_stock_signs_its_owner_in() {
    let mut acme = acme().await;
    assert_eq!(acme.stock().await, [SERIAL]);
    // Serial numbers are compared without regard to case, as everywhere.
    let enabled = acme.assign(&acme.root.caller, "gaht12345678").await.unwrap();
    assert_eq!((enabled.name.as_str(), enabled.devices), ("root-token", 1));
    acme.world.take_session(&mut acme.root, enabled.session).await;
    assert!(acme.stock().await.is_empty());

    let root = acme.world.sign_in_with(World::root(), &acme.held).await;
    let owner = identity::Identity::Root;
    let listed = devices::list::run(&acme.world.service, &root.caller, &owner).await.unwrap();
    assert_eq!(listed[0].serial.as_str(), SERIAL);
    assert!(matches!(listed[0].kind, DeviceKind::HardwareToken { .. }));

    // A code works once, and the refusal counts in the token's own steps.
    let token = acme.world.await_code(World::root()).await;
    match acme.world.try_code(&token, acme.held.code(acme.world.now())).await {
        Err(ServiceError::Factor(FactorRefusal::Spent { device, seconds })) => {
            assert_eq!((device.as_str(), seconds), ("root-token", 60));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_clock_that_nobody_can_set_is_learned_in_its_own_steps() {
    let mut acme = acme().await;
    acme.held.ahead = -600;
    let enabled = acme.assign(&acme.root.caller, SERIAL).await.unwrap();
    acme.world.take_session(&mut acme.root, enabled.session).await;
    let owner = identity::Identity::Root;
    let svc = &acme.world.service;
    let listed = devices::list::run(svc, &acme.root.caller, &owner).await.unwrap();
    // Both codes are read off at once here: one step nearer to a right clock.
    assert_eq!(listed[0].clock_seconds, -540);
    acme.held.ahead = -1200;
    acme.world.wait(3600);
    let (first, second) = acme.held.pair(acme.world.now());
    let command = devices::resync::Resync { serial: serial(SERIAL), first, second };
    assert_eq!(devices::resync::run(svc, &acme.root.caller, command).await.unwrap(), -1140);
    acme.world.wait(120);
    acme.world.sign_in_with(World::root(), &acme.held).await;
}

#[tokio::test]
async fn drift_that_the_maker_measured_is_known_from_the_start() {
    let world = World::with_account().await;
    let (mut held, delivered) = token(SERIAL, 30);
    held.ahead = 20 * 30;
    let delivered = Token { drift: 20, ..delivered };
    by_operator(&world.service, account(), vec![delivered], false).await.unwrap();
    let root = world.sign_in(World::root()).await;
    let acme = Acme { world, root, held };
    acme.assign(&acme.root.caller, SERIAL).await.unwrap();
    acme.world.sign_in_with(World::root(), &acme.held).await;
}

#[tokio::test]
async fn wrong_serials_and_codes_assign_nothing() {
    let acme = acme().await;
    for serial in ["GAHT00000000", "short", "arn:aws:iam::123456789012:mfa/x"] {
        let refused = acme.assign(&acme.root.caller, serial).await;
        assert!(matches!(refused, Err(ServiceError::Invalid { .. })), "{serial}");
    }
    let (first, second) = acme.held.pair(acme.world.now());
    let command =
        assign::Assign { serial: SERIAL.into(), name: "t".into(), first: second, second: first };
    let refused = assign::run(&acme.world.service, &acme.root.caller, command).await;
    assert!(matches!(refused, Err(ServiceError::Pair(_))));
    assert_eq!(acme.stock().await, [SERIAL]);
}

#[tokio::test]
async fn a_token_of_one_identity_is_nobody_elses() {
    let mut acme = acme().await;
    acme.world.add_user(&acme.root.caller, "alice", false).await;
    let enabled = acme.assign(&acme.root.caller, SERIAL).await.unwrap();
    acme.world.take_session(&mut acme.root, enabled.session).await;
    let alice = acme.world.sign_in(World::user("alice")).await;
    let refused = acme.assign(&alice.caller, SERIAL).await;
    assert!(matches!(refused, Err(ServiceError::Invalid { .. })));
}

#[tokio::test]
async fn what_is_removed_goes_back_into_stock_and_its_codes_stay_spent() {
    let mut acme = acme().await;
    let enabled = acme.assign(&acme.root.caller, SERIAL).await.unwrap();
    acme.world.take_session(&mut acme.root, enabled.session).await;
    let proof = service::Proof::Code(acme.held.code(acme.world.now()));
    let spent = acme.held.pair(acme.world.now());
    let svc = &acme.world.service;
    let removed = devices::remove::own(svc, &acme.root.caller, &serial(SERIAL), proof).await;
    let session = removed.unwrap().session.unwrap();
    acme.world.take_session(&mut acme.root, session).await;
    assert_eq!(acme.stock().await, [SERIAL]);

    let (first, second) = spent;
    let again = assign::Assign { serial: SERIAL.into(), name: "t".into(), first, second };
    let refused = assign::run(&acme.world.service, &acme.root.caller, again).await;
    assert!(matches!(refused, Err(ServiceError::Pair(_))), "a spent code enrolled it anew");
    acme.world.wait(120);
    acme.assign(&acme.root.caller, SERIAL).await.unwrap();
}

#[tokio::test]
async fn a_deleted_users_token_goes_back_into_stock() {
    let acme = acme().await;
    let svc = &acme.world.service;
    acme.world.add_user(&acme.root.caller, "alice", false).await;
    let alice = acme.world.sign_in(World::user("alice")).await;
    acme.assign(&alice.caller, SERIAL).await.unwrap();
    let root = acme.world.sign_in(World::root()).await;
    users::delete::run(svc, &root.caller, "alice").await.unwrap();
    assert_eq!(acme.stock().await, [SERIAL]);
}

#[tokio::test]
async fn programs_enable_a_token_by_its_bare_serial_and_it_is_no_virtual_device() {
    let acme = acme().await;
    let svc = &acme.world.service;
    let alice = acme.world.add_program(&acme.root.caller, "alice", true).await;
    let unknown = mfa::delete_virtual::run(svc, &alice, SERIAL).await;
    assert_eq!(kind(unknown), Kind::NoSuchEntity);

    let (first, second) = acme.held.pair(acme.world.now());
    let (user_name, serial) = ("alice".to_owned(), SERIAL.to_owned());
    let command = CodePair { user_name, serial, first, second };
    mfa::enable::run(svc, &alice, command).await.unwrap();
    let listed = mfa::list::run(svc, &alice, None, all()).await.unwrap();
    assert_eq!(listed.items[0].serial, SERIAL);
    let virtual_ones = list_virtual::run(svc, &alice, Assignment::Any, all()).await.unwrap();
    assert!(virtual_ones.items.is_empty());

    acme.world.wait(180);
    let code = acme.held.code(acme.world.now()).expose();
    let command = GetSessionToken { duration_seconds: None, mfa: TokenCode::new(SERIAL, &code) };
    let given = get_session_token::run(svc, &alice, command).await.unwrap();
    let session = acme.world.program(&given.into()).await.unwrap();
    assert!(session.has_mfa());
    mfa::deactivate::run(svc, &session, None, SERIAL).await.unwrap();
    assert_eq!(acme.stock().await, [SERIAL]);
}

#[tokio::test]
async fn a_known_serial_number_spoils_the_whole_delivery() {
    let acme = acme().await;
    let svc = &acme.world.service;
    let delivery = || vec![token("GAHT00000001", 30).1, token("gaht12345678", 30).1];
    for dry_run in [true, false] {
        let refused = by_operator(svc, account(), delivery(), dry_run).await;
        assert!(refused.unwrap_err().to_string().contains("gaht12345678"));
    }
    let refused = by_administrator(svc, &acme.root.caller, delivery()).await;
    assert!(matches!(refused, Err(ServiceError::Invalid { .. })));
    assert_eq!(acme.stock().await, [SERIAL]);

    let fresh = vec![token("GAHT00000001", 30).1, token("short", 30).1];
    let tried = by_operator(svc, account(), fresh.clone(), true).await.unwrap();
    assert_eq!(acme.stock().await, [SERIAL], "a dry run changed something");
    let done = by_administrator(svc, &acme.root.caller, fresh).await.unwrap();
    assert_eq!(tried, done);
    assert_eq!(done.skipped[0].0, "short");
    assert_eq!(acme.stock().await, ["GAHT00000001", SERIAL]);
}

#[tokio::test]
async fn only_what_lies_in_stock_is_retired_and_only_by_who_may() {
    let acme = acme().await;
    let svc = &acme.world.service;
    acme.world.add_user(&acme.root.caller, "bob", false).await;
    let bob = acme.world.sign_in(World::user("bob")).await;
    for refused in [
        retire::run(svc, &bob.caller, &serial(SERIAL)).await,
        list::run(svc, &bob.caller, all()).await.map(drop),
        by_administrator(svc, &bob.caller, vec![token("GAHT00000001", 30).1]).await.map(drop),
    ] {
        assert!(matches!(refused, Err(ServiceError::Denied)), "{refused:?}");
    }
    retire::run(svc, &acme.root.caller, &serial(SERIAL)).await.unwrap();
    assert!(acme.stock().await.is_empty());
    let gone = retire::run(svc, &acme.root.caller, &serial(SERIAL)).await;
    assert!(matches!(gone, Err(ServiceError::NotFound(_))));
}

#[tokio::test]
async fn a_serial_number_that_reads_like_a_virtual_devices_is_left_out() {
    let acme = acme().await;
    let svc = &acme.world.service;
    acme.world.add_user(&acme.root.caller, "alice", false).await;
    let mut alice = acme.world.sign_in(World::user("alice")).await;
    acme.world.enrol(&mut alice, "alice-phone").await;
    let owner = alice.caller.identity();
    let own = devices::list::run(svc, &alice.caller, owner).await.unwrap().remove(0).serial;
    for evil in [own.as_str(), &own.as_str().to_uppercase(), " arn:aws:iam::123456789012:mfa/x"] {
        let root = acme.world.sign_in(World::root()).await;
        let done = by_administrator(svc, &root.caller, vec![token(evil, 30).1]).await.unwrap();
        assert!(done.serials.is_empty(), "{evil}");
        assert!(done.skipped[0].1.contains("does not begin with arn:"), "{evil}");
    }
    assert_eq!(acme.stock().await, [SERIAL]);
    let kept = devices::list::run(svc, &alice.caller, owner).await.unwrap();
    assert!(matches!(kept[0].kind, DeviceKind::AuthenticatorApp), "nothing took its place");
}

/// It is 14 November 2023.
#[tokio::test]
async fn tokens_outside_of_the_dates_of_their_maker_are_left_out() {
    let acme = acme().await;
    let token = |serial: &str, from, until| {
        let (_, token) = token(serial, 30);
        Token { model: Some("Acme T1".to_owned()), validity: Validity { from, until }, ..token }
    };
    let now = i64::try_from(acme.world.now().unix_seconds()).unwrap();
    let tokens = vec![
        token("EXPIRED00001", None, Some(now - 1)),
        token("TOOEARLY0001", Some(now + 1), None),
        token("JUSTRIGHT001", Some(now), Some(now)),
    ];
    let svc = &acme.world.service;
    let done = by_administrator(svc, &acme.root.caller, tokens).await.unwrap();
    assert_eq!(done.serials, ["JUSTRIGHT001"]);
    let left_out: Vec<&str> = done.skipped.iter().map(|(serial, _)| serial.as_str()).collect();
    assert_eq!(left_out, ["EXPIRED00001", "TOOEARLY0001"]);
    assert!(
        done.skipped[0].1.ends_with("until 14 November 2023, 22:13 UTC only"),
        "{}",
        done.skipped[0].1
    );
    assert!(done.skipped[1].1.contains("import it then"), "{}", done.skipped[1].1);
    let page = list::run(svc, &acme.root.caller, all()).await.unwrap();
    let expires: Vec<_> = page.items.into_iter().filter_map(|token| token.expires).collect();
    assert_eq!(expires, [acme.world.now()]);
}

#[tokio::test]
async fn a_file_from_a_form_is_imported_whole_or_not_at_all() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root.caller);
    let import = |text: &str, protection| {
        let bytes = zeroize::Zeroizing::new(text.as_bytes().to_vec());
        file_by_administrator(svc, root, bytes, protection)
    };
    let seed = "3132333435363738393031323334353637383930";
    let good = format!("serial number,secret key,manufacturer\nACME00000001,{seed},Acme\n");
    for (bad, field, says) in [
        (format!("{good}ACME00000001,{seed},Acme\n"), "content", "stands in the file twice"),
        (format!("{good}{SERIAL},{seed},Acme\n"), "content", SERIAL),
        (format!("{good}ACME00000002,!!,Acme\n"), "content", "ACME00000002"),
        ("nonsense".to_owned(), "content", "this is no seed file"),
        ("a".repeat((512 << 10) + 1), "content", "too large"),
    ] {
        match import(&bad, Protection::None).await {
            Err(ServiceError::Invalid { field: at, why }) => {
                assert_eq!(at, field, "{why}");
                assert!(why.contains(says) && why.to_lowercase().contains("nothing was"), "{why}");
            }
            other => panic!("{says}: {other:?}"),
        }
        assert_eq!(acme.stock().await, [SERIAL], "{says}");
    }
    let (done, format) = import(&good, Protection::None).await.unwrap();
    assert_eq!((done.serials.len(), format.reveals_seeds()), (1, true));
    let page = list::run(svc, root, all()).await.unwrap();
    assert!(page.items[0].maker.as_deref().is_some_and(|maker| maker.contains("Acme")));

    acme.world.add_user(root, "bob", false).await;
    let bob = acme.world.sign_in(World::user("bob")).await;
    let bytes = zeroize::Zeroizing::new(good.into_bytes());
    let refused = file_by_administrator(svc, &bob.caller, bytes, Protection::None).await;
    assert!(matches!(refused, Err(ServiceError::Denied)), "{refused:?}");
}
