//! Hardware tokens whose makers permit their use until some day only.

use identity::audit::Reason;
use identity::device::Barred;
use identity::names::{AccountId, SerialNumber};
use otp::{Algorithm, Digits, Period, Seed, Totp};
use seed_file::{Token, Validity};
use service::access::{self, Asked};
use service::devices::{enable, list, remove, report_lost, resync, try_code};
use service::hardware_tokens::assign::{self, Assign};
use service::hardware_tokens::import::by_operator;
use service::home::{self, Resilience};
use service::mfa::{self, CodePair};
use service::signin::pending;
use service::signin::recovery_code::{self, ByRecoveryCode};
use service::sts::TokenCode;
use service::sts::get_session_token::{self, GetSessionToken};
use service::users::reset;
use service::{FactorRefusal, Kind, Proof, ServiceError, maintenance, users};
use testing::{Phone, SignedInAs, World};

use crate::activity::last_refusal;
use crate::programs::kind;
use crate::recovery_codes::make_codes;

const SERIAL: &str = "GAHT12345678";
const DAY: u64 = 86_400;

fn serial() -> SerialNumber {
    SerialNumber::parse(SERIAL).unwrap()
}

/// Is a token as its owner holds it, with its end in seconds since 1970.
struct Held {
    phone: Phone,
    until: u64,
}

impl Held {
    /// Waits until so many seconds before the end.
    fn wait_before(&self, world: &World, seconds: u64) {
        world.wait(self.until - seconds - world.now().unix_seconds());
    }
}

/// Puts a token into stock that may be used for so many days.
async fn deliver(world: &World, days: u64) -> Held {
    let totp = Totp {
        seed: Seed::from_bytes(b"seed of a token with an end".to_vec()).unwrap(),
        algorithm: Algorithm::Sha1,
        digits: Digits::SIX,
        period: Period::THIRTY,
    };
    let until = world.now().unix_seconds() + days * DAY;
    let token = Token {
        serial: SERIAL.to_owned(),
        totp: totp.clone(),
        drift: 0,
        model: None,
        validity: Validity { from: None, until: Some(i64::try_from(until).unwrap()) },
    };
    let account = AccountId::parse("123456789012").unwrap();
    by_operator(&world.service, account, vec![token], false).await.unwrap();
    Held { phone: Phone::token(totp), until }
}

async fn assign(world: &World, who: &mut SignedInAs, held: &Held) -> Result<(), ServiceError> {
    let (first, second) = held.phone.pair(world.now());
    let command = Assign { serial: SERIAL.to_owned(), name: "token".to_owned(), first, second };
    let done = assign::run(&world.service, &who.caller, command).await?;
    world.take_session(who, done.session).await;
    Ok(())
}

/// Is an account with a phone of root, and alice, who has a token for a hundred days.
struct Acme {
    world: World,
    phone: Phone,
    alice: SignedInAs,
    held: Held,
}

async fn acme() -> Acme {
    let world = World::with_account().await;
    let held = deliver(&world, 100).await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    world.add_user(&root.caller, "alice", false).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    assign(&world, &mut alice, &held).await.unwrap();
    Acme { world, phone, alice, held }
}

fn is_expired<T: std::fmt::Debug>(done: Result<T, ServiceError>) -> bool {
    matches!(done, Err(ServiceError::Factor(FactorRefusal::Expired { device })) if device == "token")
}

#[tokio::test]
async fn a_token_is_refused_everywhere_after_its_makers_day() {
    let world = World::with_account().await;
    let svc = &world.service;
    let held = deliver(&world, 100).await;
    let mut root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let mut alice = world.sign_in(World::user("alice")).await;
    assign(&world, &mut alice, &held).await.unwrap();
    let laptop = world.enrol(&mut alice, "laptop").await;
    let key = world.access_key(&root.caller, Some("alice")).await;
    let program = world.program(&key).await.unwrap();

    // To the last second it signs in.
    held.wait_before(&world, 5);
    let token = world.await_code(World::user("alice")).await;
    held.wait_before(&world, 0);
    let step = world.try_code(&token, held.phone.code(world.now())).await.unwrap();
    let alice = world.signed_in(step).await;
    world.wait(60);
    assert!(is_expired(try_code::run(svc, &alice.caller, code(&held, &world)).await));
    assert_eq!(last_refusal(&world, &alice.caller).await, Some(Reason::ExpiredDevice));
    world.wait(60);
    let (first, second) = held.phone.pair(world.now());
    let command = resync::Resync { serial: serial(), first, second };
    assert!(is_expired(resync::run(svc, &alice.caller, command).await));
    world.wait(60);
    assert!(is_expired(remove::own(svc, &alice.caller, &serial(), code(&held, &world)).await));
    world.wait(3600);
    let token = world.await_code(World::user("alice")).await;
    assert!(is_expired(world.try_proof(&token, code(&held, &world)).await));
    world.wait(120);
    let (first, second) = held.phone.pair(world.now());
    let pair = Proof::Pair { first, second, serial: None };
    assert!(is_expired(world.try_proof(&token, pair).await), "two codes in a row do not help");
    let shown = pending::run(svc, &token).await.unwrap();
    assert_eq!((shown.expired.len(), shown.suspended.len(), shown.devices.len()), (1, 0, 1));
    world.wait(3600);

    // The same for programs; STS says no more than of a wrong code.
    let (user_name, serial) = ("alice".to_owned(), SERIAL.to_owned());
    let (first, second) = held.phone.pair(world.now());
    let command = CodePair { user_name, serial, first, second };
    let refused = mfa::resync::run(svc, &program, command).await;
    assert_eq!(kind(refused), Kind::InvalidAuthenticationCode);
    assert_eq!(last_refusal(&world, &alice.caller).await, Some(Reason::ExpiredDevice));
    world.wait(60);
    let mfa = TokenCode::new(SERIAL, &held.phone.code(world.now()).expose());
    let asked = GetSessionToken { duration_seconds: None, mfa };
    let refused = get_session_token::run(svc, &program, asked).await;
    assert!(refused.unwrap_err().to_string().contains("invalid MFA one time pass code"));
    assert_eq!(last_refusal(&world, &alice.caller).await, Some(Reason::ExpiredDevice));

    let alice = world.sign_in_with(World::user("alice"), &laptop).await;
    let own = list::run(svc, &alice.caller, alice.caller.identity()).await.unwrap();
    let barred: Vec<_> = own.iter().map(|device| (device.name.as_str(), device.barred)).collect();
    assert_eq!(barred, [("token", Some(Barred::Expired)), ("laptop", None)]);
    let shown = home::run(svc, &alice.caller).await.unwrap();
    assert_eq!(shown.resilience, Resilience::OneLossAway);
    world.sign_in_with(World::root(), &phone).await;
}

fn code(held: &Held, world: &World) -> Proof {
    Proof::Code(held.phone.code(world.now()))
}

#[tokio::test]
async fn a_date_never_leaves_the_password_alone() {
    let Acme { world, phone, held, .. } = acme().await;
    let svc = &world.service;
    world.wait(101 * DAY);
    let token = world.await_code(World::user("alice")).await;
    let shown = pending::run(svc, &token).await.unwrap();
    assert_eq!((shown.expired, shown.usable.len()), (vec!["token".to_owned()], 0));

    // An administrator helps, as with every device that is gone.
    let root = world.sign_in_with(World::root(), &phone).await;
    reset::run::run(svc, &root.caller, "alice").await.unwrap();
    let step = world.try_password(World::user("alice"), testing::PASSWORD).await.unwrap();
    let mut alice = world.enrols_first(step).await;
    let refused = assign(&world, &mut alice, &held).await;
    assert!(matches!(refused, Err(ServiceError::Invalid { field: "serial", .. })), "{refused:?}");
    world.enrol(&mut alice, "alice-phone").await;
}

#[tokio::test]
async fn a_token_whose_time_is_over_is_not_put_into_use() {
    let world = World::with_account().await;
    let held = deliver(&world, 1).await;
    world.wait(2 * DAY);
    let mut root = world.sign_in(World::root()).await;
    let refused = assign(&world, &mut root, &held).await.unwrap_err().to_string();
    assert!(refused.contains("until 15 November 2023, 22:13 UTC only"), "{refused}");

    let alice = world.add_program(&root.caller, "alice", true).await;
    let (first, second) = held.phone.pair(world.now());
    let (user_name, serial) = ("alice".to_owned(), SERIAL.to_owned());
    let command = CodePair { user_name, serial, first, second };
    let refused = mfa::enable::run(&world.service, &alice, command).await;
    assert!(refused.as_ref().unwrap_err().to_string().contains("does not permit its use"));
    assert_eq!(kind(refused), Kind::InvalidAuthenticationCode);
    assert_eq!(last_refusal(&world, &root.caller).await, Some(Reason::ExpiredDevice));
}

#[tokio::test]
async fn its_owner_is_told_in_time_and_once_each_time() {
    let world = World::with_account().await;
    let held = deliver(&world, 100).await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let told = async || {
        for _ in 0..2 {
            maintenance::run(&world.service).await.unwrap();
        }
        let mail = world.mail().await.into_iter();
        let about = mail.filter(|message| message.kind == "expiring-token");
        let to_whom = about.inspect(|message| assert_eq!(message.recipient, "owner@acme.example"));
        to_whom.map(|message| message.content.text).collect::<Vec<_>>()
    };
    world.wait(50 * DAY);
    assert!(told().await.is_empty(), "it is nobody's");
    let mut alice = world.sign_in(World::user("alice")).await;
    assign(&world, &mut alice, &held).await.unwrap();
    let said = access::run(&world.service, &alice.caller, Asked::default()).await.unwrap().unseen;
    assert!(said[0].starts_with("token is a way in today, and none after"), "{said:?}");
    let text = told().await;
    assert_eq!(text.len(), 1, "what was due before it was assigned");
    assert!(text[0].contains("the user alice is locked out then"), "{}", text[0]);
    world.enrol(&mut alice, "phone").await;
    held.wait_before(&world, 14 * DAY + 1);
    assert!(told().await.is_empty());
    world.wait(1);
    let text = told().await;
    assert!(text[0].contains("sign in as before"), "{}", text[0]);
    held.wait_before(&world, 0);
    assert!(told().await.is_empty(), "it is still accepted in its last second");
    world.wait(1);
    let text = told().await;
    assert!(text[0].contains("Its codes are refused now"), "{}", text[0]);
    world.wait(400 * DAY);
    assert!(told().await.is_empty());
}

/// What pages and mails say is left must let somebody in.
#[tokio::test]
async fn a_token_whose_time_is_over_is_counted_nowhere() {
    let Acme { world, phone, mut alice, .. } = acme().await;
    let svc = &world.service;
    let codes = make_codes(&world, &alice.caller).await;
    world.wait(101 * DAY);

    // The last code leads to a new device, which is the only one that counts.
    for (place, code) in codes.iter().enumerate() {
        let token = world.await_code(World::user("alice")).await;
        let (code, last) = (code.clone(), place + 1 == codes.len());
        let command = ByRecoveryCode { token, code, origin: World::origin() };
        let step = recovery_code::run(svc, command).await.unwrap();
        world.wait(60);
        if last {
            alice = world.enrols_first(step).await;
        }
    }
    let (serial, new) = world.begin_device(&alice.caller, "new").await;
    let (first, second) = new.pair(world.now());
    let done = enable::run(svc, &alice.caller, enable::Enable { serial, first, second }).await;
    assert_eq!(done.unwrap().devices, 1);
    let root = world.sign_in_with(World::root(), &phone).await;
    let listed = users::list::run(svc, &root.caller, "", None).await.unwrap().users;
    assert_eq!((listed[0].devices, listed[0].refused), (1, 1));

    world.mail().await;
    let user = users::view::run(svc, &root.caller, "alice").await.unwrap();
    let new = user.devices.iter().find(|device| device.name == "new").unwrap().serial.clone();
    remove::of_user(svc, &root.caller, &user.identity, &new).await.unwrap();
    let mail = world.mail().await;
    let told = mail.iter().find(|mail| mail.kind == "removed-device").unwrap();
    assert!(told.content.text.contains("No device is left that is accepted"));
}

/// Whatever is left then is asked for and refused.
#[tokio::test]
async fn who_gives_up_the_last_device_that_is_accepted_registers_another_first() {
    for lost in [false, true] {
        let Acme { world, mut alice, held, .. } = acme().await;
        let laptop = world.enrol(&mut alice, "laptop").await;
        held.wait_before(&world, 60);
        world.wait(3600);
        let alice = world.sign_in_with(World::user("alice"), &laptop).await;
        let svc = &world.service;
        let own = list::run(svc, &alice.caller, alice.caller.identity()).await.unwrap();
        let laptops = &own.iter().find(|device| device.name == "laptop").unwrap().serial;
        let session = if lost {
            report_lost::run(svc, &alice.caller, laptops).await.unwrap();
            alice.session
        } else {
            world.wait(60);
            let proof = Proof::Code(laptop.code(world.now()));
            remove::own(svc, &alice.caller, laptops, proof).await.unwrap().session.unwrap()
        };
        let closed = world.caller(&session).await.unwrap_err();
        assert!(matches!(closed, ServiceError::EnrolFirst), "{closed:?}");
    }
}
