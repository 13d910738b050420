//! Every place that takes a code counts with the one counter, and asks it: guesses made
//! there keep a sign-in waiting, and guesses at sign-ins keep it closed, also to a code
//! that is right.

use identity::drill::Thing;
use identity::names::{AccountId, SerialNumber};
use identity::password::Password;
use identity::recovery_code::RecoveryCode;
use otp::{Algorithm, Code, Digits, Period, Seed, Totp};
use seed_file::{Token, Validity};
use service::devices::{enable, list, remove, resync, try_code};
use service::drills::{self, Lost, Practise, Shown};
use service::hardware_tokens::assign;
use service::hardware_tokens::import::by_operator;
use service::mfa::create_virtual::{self, CreateVirtual};
use service::mfa::{self, CodePair};
use service::session::confirm;
use service::sts::TokenCode;
use service::sts::get_session_token::{self, GetSessionToken};
use service::{Caller, Kind, Proof, ServiceError, recovery_codes};
use testing::{PASSWORD, Phone, SignedInAs, World};

use crate::recovery_codes::{make_codes, try_code as sign_in_by};

const TOKEN: &str = "GAHT12345678";

/// Is a place that takes codes of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    SignIn,
    PairAtSignIn,
    Confirm,
    Try,
    Remove,
    Resync,
    Enable,
    AssignToken,
    Drill,
    GetSessionToken,
    EnableByProgram,
    ResyncByProgram,
    ResyncByAdministrator,
}

const DOORS: [Door; 13] = [
    Door::SignIn,
    Door::PairAtSignIn,
    Door::Confirm,
    Door::Try,
    Door::Remove,
    Door::Resync,
    Door::Enable,
    Door::AssignToken,
    Door::Drill,
    Door::GetSessionToken,
    Door::EnableByProgram,
    Door::ResyncByProgram,
    Door::ResyncByAdministrator,
];

/// Is alice with two phones, and with everything that another door takes codes of.
struct House {
    world: World,
    alice: SignedInAs,
    root: Caller,
    own_program: Caller,
    roots_program: Caller,
    phone: (SerialNumber, Phone),
    lost: SerialNumber,
    /// Named in the console, and not confirmed.
    begun: (SerialNumber, Phone),
    /// Made by a program, and nobody's.
    made: (String, Phone),
    /// In stock.
    token: Phone,
}

async fn house() -> House {
    let world = World::with_account().await;
    let svc = &world.service;
    let console = world.sign_in(World::root()).await;
    world.add_user(&console.caller, "alice", false).await;
    let roots_key = world.access_key(&console.caller, None).await;
    let own_key = world.access_key(&console.caller, Some("alice")).await;
    let roots_program = world.program(&roots_key).await.unwrap();

    let totp = Totp {
        seed: Seed::from_bytes(b"a seed of twenty byte".to_vec()).unwrap(),
        algorithm: Algorithm::Sha1,
        digits: Digits::SIX,
        period: Period::THIRTY,
    };
    let (serial, validity) = (TOKEN.to_owned(), Validity::default());
    let delivered = Token { serial, totp: totp.clone(), drift: 0, model: None, validity };
    let account = AccountId::parse("123456789012").unwrap();
    by_operator(svc, account, vec![delivered], false).await.unwrap();

    let mut alice = world.sign_in(World::user("alice")).await;
    world.enrol(&mut alice, "lost").await;
    let phone = world.enrol(&mut alice, "phone").await;
    let own = list::run(svc, &alice.caller, alice.caller.identity()).await.unwrap();
    let serial_of = |name: &str| {
        own.iter().find(|device| device.name == name).map(|device| device.serial.clone()).unwrap()
    };
    let begun = world.begin_device(&alice.caller, "begun").await;
    let command = CreateVirtual { name: "made".into(), ..CreateVirtual::default() };
    let made = create_virtual::run(svc, &roots_program, command).await.unwrap();
    House {
        phone: (serial_of("phone"), phone),
        lost: serial_of("lost"),
        begun,
        made: (made.serial, Phone::scan(&made.uri)),
        token: Phone::token(totp),
        own_program: world.program(&own_key).await.unwrap(),
        roots_program,
        root: console.caller,
        alice,
        world,
    }
}

impl House {
    /// Offers a right code, or a wrong one, at a door.
    async fn offer(&self, door: Door, right: bool) -> Result<(), ServiceError> {
        let (world, svc, now) = (&self.world, &self.world.service, self.world.now());
        let caller = &self.alice.caller;
        let phone = match door {
            Door::Enable => &self.begun.1,
            Door::AssignToken => &self.token,
            Door::EnableByProgram => &self.made.1,
            _ => &self.phone.1,
        };
        let (code, first, second) = if right {
            let (first, second) = phone.pair(now);
            (phone.code(now), first, second)
        } else {
            (World::typed("000000"), World::typed("000000"), World::typed("000001"))
        };
        let serial = self.phone.0.clone();
        let pair = |serial: &str, first: &Code, second: &Code| CodePair {
            user_name: "alice".to_owned(),
            serial: serial.to_owned(),
            first: first.clone(),
            second: second.clone(),
        };
        match door {
            Door::SignIn => {
                let token = world.await_code(World::user("alice")).await;
                world.try_code(&token, code).await.map(drop)
            }
            Door::PairAtSignIn => {
                let token = world.await_code(World::user("alice")).await;
                let proof = Proof::Pair { first, second, serial: None };
                world.try_proof(&token, proof).await.map(drop)
            }
            Door::Confirm => confirm::by_code(svc, caller, Proof::Code(code)).await.map(drop),
            Door::Try => try_code::run(svc, caller, Proof::Code(code)).await.map(drop),
            Door::Remove => remove::own(svc, caller, &self.lost, Proof::Code(code)).await.map(drop),
            Door::Resync => {
                let command = resync::Resync { serial, first, second };
                resync::run(svc, caller, command).await.map(drop)
            }
            Door::Enable => {
                let serial = self.begun.0.clone();
                enable::run(svc, caller, enable::Enable { serial, first, second }).await.map(drop)
            }
            Door::AssignToken => {
                let (serial, name) = (TOKEN.to_owned(), "token".to_owned());
                let command = assign::Assign { serial, name, first, second };
                assign::run(svc, caller, command).await.map(drop)
            }
            Door::Drill => {
                let lost = Lost::Entry(Thing::Device(self.lost.clone()));
                let (password, shown) = (Password::new(PASSWORD), Shown::Factor(Proof::Code(code)));
                drills::practise(svc, caller, Practise { lost, password, shown }).await.map(drop)
            }
            Door::GetSessionToken => {
                let mfa = TokenCode::new(serial.as_str(), &code.expose());
                let command = GetSessionToken { duration_seconds: None, mfa };
                get_session_token::run(svc, &self.own_program, command).await.map(drop)
            }
            Door::EnableByProgram => {
                let command = pair(&self.made.0, &first, &second);
                mfa::enable::run(svc, &self.roots_program, command).await
            }
            Door::ResyncByProgram => {
                let command = pair(serial.as_str(), &first, &second);
                mfa::resync::run(svc, &self.roots_program, command).await
            }
            Door::ResyncByAdministrator => {
                let command = pair(serial.as_str(), &first, &second);
                mfa::resync::run(svc, &self.root, command).await
            }
        }
    }
}

/// Says whether a door did not look at a code: the console says how long to wait, and
/// programs are told no more than of a wrong code.
fn is_closed(outcome: &Result<(), ServiceError>) -> bool {
    match outcome {
        Err(ServiceError::Wait(_)) => true,
        Err(ServiceError::Api(error)) => {
            matches!(error.kind, Kind::InvalidAuthenticationCode | Kind::AccessDenied)
        }
        _ => false,
    }
}

#[tokio::test]
async fn guesses_at_every_door_keep_a_sign_in_waiting() {
    for door in DOORS {
        let house = house().await;
        for _ in 0..4 {
            let wrong = house.offer(door, false).await;
            assert!(!matches!(wrong, Ok(()) | Err(ServiceError::Wait(_))), "{door:?}: {wrong:?}");
        }
        let right = house.offer(Door::SignIn, true).await;
        assert!(matches!(right, Err(ServiceError::Wait(_))), "{door:?}: {right:?}");
        house.world.wait(5);
        house.offer(Door::SignIn, true).await.unwrap();
    }
}

#[tokio::test]
async fn every_door_is_closed_behind_guesses_at_sign_ins_and_opens_again() {
    for door in DOORS {
        let house = house().await;
        for _ in 0..4 {
            house.offer(Door::SignIn, false).await.unwrap_err();
        }
        let right = house.offer(door, true).await;
        assert!(is_closed(&right), "{door:?}: {right:?}");
        house.world.wait(5);
        let right = house.offer(door, true).await;
        assert!(right.is_ok(), "{door:?}: {right:?}");
    }
}

/// Is a place that takes recovery codes.
#[derive(Clone, Copy, Debug)]
enum CodeDoor {
    SignIn,
    Confirm,
    TypeBack,
    Drill,
}

#[tokio::test]
async fn every_door_for_recovery_codes_counts_with_one_counter() {
    for full in [CodeDoor::SignIn, CodeDoor::Confirm, CodeDoor::TypeBack, CodeDoor::Drill] {
        for door in [CodeDoor::SignIn, CodeDoor::Confirm, CodeDoor::TypeBack, CodeDoor::Drill] {
            let house = house().await;
            let codes = make_codes(&house.world, &house.alice.caller).await;
            let made = recovery_codes::make::run(&house.world.service, &house.alice.caller).await;
            let waiting = RecoveryCode::parse(&made.unwrap().codes[0]).unwrap();
            let offer = async |door: CodeDoor, code: Option<&RecoveryCode>| {
                let (svc, caller) = (&house.world.service, &house.alice.caller);
                let wrong = RecoveryCode::from_random([9; 16]);
                let code = code.unwrap_or(&wrong).clone();
                match door {
                    CodeDoor::SignIn => {
                        let token = house.world.await_code(World::user("alice")).await;
                        sign_in_by(&house.world, &token, &code).await.map(drop)
                    }
                    CodeDoor::Confirm => {
                        confirm::by_recovery_code(svc, caller, &code).await.map(drop)
                    }
                    CodeDoor::TypeBack => recovery_codes::confirm::run(svc, caller, &code).await,
                    CodeDoor::Drill => {
                        let lost = Lost::Entry(Thing::Device(house.lost.clone()));
                        let (password, shown) =
                            (Password::new(PASSWORD), Shown::RecoveryCode(code));
                        let command = Practise { lost, password, shown };
                        drills::practise(svc, caller, command).await.map(drop)
                    }
                }
            };
            for _ in 0..6 {
                let wrong = offer(full, None).await;
                assert!(matches!(wrong, Err(ServiceError::Factor(_))), "{full:?}: {wrong:?}");
            }
            let right = match door {
                CodeDoor::TypeBack => &waiting,
                _ => &codes[1],
            };
            let early = offer(door, Some(right)).await;
            let closed = matches!(early, Err(ServiceError::Wait(_)));
            assert!(closed, "{full:?}, {door:?}: {early:?}");
            house.world.wait(5);
            let right = offer(door, Some(right)).await;
            assert!(right.is_ok(), "{full:?}, {door:?}: {right:?}");
        }
    }
}
