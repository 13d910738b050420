//! Drills: what counts as one, what is told of it, and that nothing is gained by it
//! but the knowledge that it works.

use identity::audit::{Action, Outcome, Reason};
use identity::drill::{DRILL_HOLDS, Thing};
use identity::names::SerialNumber;
use identity::password::Password;
use service::access::{Lock, Sort, Word};
use service::activity::{self, Query};
use service::devices::{list, remove};
use service::drills::{self, Lost, Practise, Shown, View};
use service::{Caller, FactorRefusal, Proof, ServiceError, passkeys};
use testing::{PASSWORD, Phone, SignedInAs, SoftPasskey, World};

use crate::access::{tell, thing};
use crate::activity::last_refusal;
use crate::recovery_codes::make_codes;

async fn two_devices() -> (World, SignedInAs, Phone, Phone) {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let laptop = world.enrol(&mut root, "root-laptop").await;
    world.wait(60);
    (world, root, phone, laptop)
}

async fn serial_of(world: &World, caller: &Caller, name: &str) -> SerialNumber {
    let own = list::run(&world.service, caller, caller.identity()).await.unwrap();
    own.into_iter().find(|device| device.name == name).unwrap().serial
}

async fn device(world: &World, caller: &Caller, name: &str) -> Thing {
    Thing::Device(serial_of(world, caller, name).await)
}

async fn practise(
    world: &World,
    who: &mut SignedInAs,
    lost: &Thing,
    shown: Shown,
) -> Result<(Option<String>, bool), ServiceError> {
    let password = Password::new(PASSWORD);
    let command = Practise { lost: Lost::Entry(lost.clone()), password, shown };
    let ended = drills::practise(&world.service, &who.caller, command).await?;
    world.take_session(who, ended.session).await;
    Ok((ended.way, ended.was_lost))
}

fn code(world: &World, phone: &Phone) -> Shown {
    Shown::Factor(Proof::Code(phone.code(world.now())))
}

async fn view(world: &World, who: &SignedInAs) -> View {
    drills::view(&world.service, &who.caller).await.unwrap()
}

/// Returns what let in when a device was lost last, `codes` for a recovery code.
fn last_way(view: &View, name: &str) -> Option<String> {
    let one = view.devices.iter().find(|one| one.device.name == name).unwrap();
    one.last.as_ref().map(|last| last.way.clone().unwrap_or_else(|| "codes".to_owned()))
}

#[tokio::test]
async fn the_other_device_leads_in_and_that_is_noted() {
    let (world, mut root, _, laptop) = two_devices().await;
    assert!(view(&world, &root).await.is_due());
    let lost = device(&world, &root.caller, "root-phone").await;
    let shown = code(&world, &laptop);
    let ended = practise(&world, &mut root, &lost, shown).await.unwrap();
    assert_eq!(ended, (Some("root-laptop".to_owned()), false));
    let noted = view(&world, &root).await;
    assert_eq!(last_way(&noted, "root-phone"), Some("root-laptop".to_owned()));
    assert_eq!(last_way(&noted, "root-laptop"), None);
    assert_eq!(noted.devices.len(), 2, "nothing is removed");

    let query = Query { action: Some(Action::PractiseLoss), ..Query::default() };
    let page = activity::run(&world.service, &root.caller, query).await.unwrap();
    let record = &page.records.first().unwrap().event;
    assert_eq!((record.outcome, record.target.as_deref()), (Outcome::Success, Some(lost.key())));
}

#[tokio::test]
async fn the_lost_one_itself_is_no_drill_and_its_code_is_spent_all_the_same() {
    let (world, mut root, phone, _) = two_devices().await;
    let lost = device(&world, &root.caller, "root-phone").await;
    let shown = code(&world, &phone);
    let ended = practise(&world, &mut root, &lost, shown.clone()).await.unwrap();
    assert_eq!(ended, (Some("root-phone".to_owned()), true));
    assert_eq!(last_way(&view(&world, &root).await, "root-phone"), None);
    let again = practise(&world, &mut root, &lost, shown).await.unwrap_err();
    assert!(matches!(again, ServiceError::Factor(FactorRefusal::Spent { .. })), "{again:?}");
}

#[tokio::test]
async fn the_password_is_asked_for_as_at_a_sign_in() {
    let (world, root, _, laptop) = two_devices().await;
    let lost = device(&world, &root.caller, "root-phone").await;
    let command = Practise {
        lost: Lost::Entry(lost),
        password: Password::new("not the password"),
        shown: code(&world, &laptop),
    };
    let refused = drills::practise(&world.service, &root.caller, command).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Invalid { field: "password", .. }), "{refused:?}");
    assert_eq!(last_refusal(&world, &root.caller).await, Some(Reason::WrongPassword));
    // The code was not looked at, so it still signs in.
    world.sign_in_with(World::root(), &laptop).await;
}

#[tokio::test]
async fn guesses_in_drills_and_guesses_at_sign_ins_are_counted_together() {
    let (world, mut root, phone, _) = two_devices().await;
    let lost = device(&world, &root.caller, "root-phone").await;
    let mut waited = false;
    for _ in 0..30 {
        let wrong = Shown::Factor(Proof::Code(World::typed("000000")));
        match practise(&world, &mut root, &lost, wrong).await.unwrap_err() {
            ServiceError::Wait(_) | ServiceError::Factor(FactorRefusal::PairNeeded) => {
                waited = true;
                break;
            }
            ServiceError::Factor(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(waited, "guessing goes on for ever");
    let token = world.await_code(World::root()).await;
    let refused = world.try_code(&token, phone.code(world.now())).await.unwrap_err();
    assert!(
        matches!(refused, ServiceError::Wait(_) | ServiceError::Factor(FactorRefusal::PairNeeded)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_recovery_code_is_used_up_and_the_codes_do_not_stand_in_for_themselves() {
    let (world, mut root, _, laptop) = two_devices().await;
    let codes = make_codes(&world, &root.caller).await;
    let code_of = |at: usize| Shown::RecoveryCode(codes.get(at).unwrap().clone());
    let refused = practise(&world, &mut root, &Thing::RecoveryCodes, code_of(1)).await;
    assert!(matches!(refused.unwrap_err(), ServiceError::Invalid { field: "recovery_code", .. }));
    assert_eq!(view(&world, &root).await.codes, 10, "it was not even looked at");

    let lost = device(&world, &root.caller, "root-phone").await;
    assert_eq!(practise(&world, &mut root, &lost, code_of(1)).await.unwrap(), (None, false));
    let noted = view(&world, &root).await;
    assert_eq!((noted.codes, last_way(&noted, "root-phone")), (9, Some("codes".to_owned())));
    let again = practise(&world, &mut root, &lost, code_of(1)).await.unwrap_err();
    let ServiceError::Factor(FactorRefusal::RecoveryCode { spent }) = again else {
        panic!("{again:?}")
    };
    assert!(spent);

    let shown = code(&world, &laptop);
    practise(&world, &mut root, &Thing::RecoveryCodes, shown).await.unwrap();
    let last = view(&world, &root).await.codes_last.unwrap();
    assert_eq!(last.way.as_deref(), Some("root-laptop"));
}

#[tokio::test]
async fn a_passkey_leads_in_with_a_challenge_of_this_session_only() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    world.enrol(&mut root, "root-phone").await;
    let mut passkey = SoftPasskey::new(1);
    world.register(&root, "root-key", &mut passkey).await;
    let mut other = world.sign_in_by(World::root(), &mut passkey).await;
    world.wait(1);
    let mut root = world.sign_in_by(World::root(), &mut passkey).await;
    let lost = device(&world, &root.caller, "root-phone").await;

    let options = passkeys::confirm(&world.service, &other.caller).await.unwrap();
    let foreign = Shown::Factor(Proof::Passkey(passkey.get(&options)));
    let refused = practise(&world, &mut root, &lost, foreign).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Factor(FactorRefusal::PasskeyLate)), "{refused:?}");

    let options = passkeys::confirm(&world.service, &root.caller).await.unwrap();
    let own = Shown::Factor(Proof::Passkey(passkey.get(&options)));
    let ended = practise(&world, &mut root, &lost, own.clone()).await.unwrap();
    assert_eq!(ended, (Some("root-key".to_owned()), false));
    assert!(practise(&world, &mut other, &lost, own).await.is_err(), "it is good once");
}

#[tokio::test]
async fn nobody_practises_with_what_is_not_theirs() {
    let (world, mut root, phone, _) = two_devices().await;
    world.add_user(&root.caller, "alice", true).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    let own = world.enrol(&mut alice, "alice-phone").await;
    world.enrol(&mut alice, "alice-laptop").await;
    world.wait(60);
    let roots = device(&world, &root.caller, "root-phone").await;
    let shown = code(&world, &own);
    let foreign = practise(&world, &mut alice, &roots, shown).await.unwrap_err();
    assert!(matches!(foreign, ServiceError::NotFound(_)), "{foreign:?}");
    let lost = device(&world, &alice.caller, "alice-laptop").await;
    let shown = code(&world, &phone);
    let refused = practise(&world, &mut alice, &lost, shown).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Factor(FactorRefusal::Wrong)), "{refused:?}");
    let without = practise(&world, &mut root, &Thing::RecoveryCodes, code(&world, &phone)).await;
    assert!(matches!(without.unwrap_err(), ServiceError::NotFound(_)), "there is no sheet");
}

#[tokio::test]
async fn a_drill_grows_old_and_one_by_a_way_that_is_gone_does_not_count() {
    let (world, mut root, phone, laptop) = two_devices().await;
    for (lost, way) in [("root-phone", &laptop), ("root-laptop", &phone)] {
        let lost = device(&world, &root.caller, lost).await;
        let shown = code(&world, way);
        practise(&world, &mut root, &lost, shown).await.unwrap();
    }
    assert!(!view(&world, &root).await.is_due());
    world.wait(DRILL_HOLDS.as_secs());
    let mut root = world.sign_in_with(World::root(), &phone).await;
    let old = view(&world, &root).await;
    assert!(old.is_due() && old.devices.iter().all(|one| one.last.as_ref().unwrap().old));

    world.wait(60);
    let laptops = serial_of(&world, &root.caller, "root-laptop").await;
    let proof = Proof::Code(phone.code(world.now()));
    let removed = remove::own(&world.service, &root.caller, &laptops, proof).await.unwrap();
    if let Some(session) = removed.session {
        world.take_session(&mut root, session).await;
    }
    assert_eq!(last_way(&view(&world, &root).await, "root-phone"), None);
}

/// Two apps are on one phone, a third on the laptop; the codes lie in the safe.
async fn one_phone_with_two_apps() -> (World, SignedInAs, [Phone; 3]) {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let one = world.enrol(&mut root, "first-app").await;
    let two = world.enrol(&mut root, "second-app").await;
    let third = world.enrol(&mut root, "laptop-app").await;
    make_codes(&world, &root.caller).await;
    let me = &root.caller;
    thing(&world, me, "My Phone", Sort::Phone, Lock::Known).await;
    thing(&world, me, "laptop", Sort::Computer, Lock::Known).await;
    for (name, place) in
        [("first-app", "my phone"), ("second-app", "My Phone"), ("laptop-app", "laptop")]
    {
        let about = format!("device/{}", serial_of(&world, me, name).await.as_str());
        tell(&world, me, &about, &[place], None).await;
    }
    tell(&world, me, "password", &[], Some(Word::Memory)).await;
    world.wait(60);
    (world, root, [one, two, third])
}

async fn lose(
    world: &World,
    who: &mut SignedInAs,
    lost: Lost,
    shown: Shown,
) -> Result<(Option<String>, bool), ServiceError> {
    let command = Practise { lost, password: Password::new(PASSWORD), shown };
    let ended = drills::practise(&world.service, &who.caller, command).await?;
    world.take_session(who, ended.session).await;
    Ok((ended.way, ended.was_lost))
}

#[tokio::test]
async fn a_phone_is_lost_with_everything_that_is_on_it() {
    let (world, mut root, [_, two, third]) = one_phone_with_two_apps().await;
    let phone = || Lost::Named("my phone".to_owned());
    let before = view(&world, &root).await;
    assert_eq!(before.things.len(), 2, "{:?}", before.things);
    assert_eq!(
        (before.things[0].name.as_str(), before.things[0].loss.entries.len()),
        ("My Phone", 2)
    );

    // The second app does not lead in: it is on the phone, and so are both by name.
    let shown = code(&world, &two);
    assert!(lose(&world, &mut root, phone(), shown).await.unwrap().1);
    world.wait(60);
    let first = device(&world, &root.caller, "first-app").await;
    let shown = code(&world, &two);
    assert!(practise(&world, &mut root, &first, shown).await.unwrap().1);
    assert!(view(&world, &root).await.things[0].last.is_none());

    let shown = code(&world, &third);
    let ended = lose(&world, &mut root, phone(), shown).await.unwrap();
    assert_eq!(ended, (Some("laptop-app".to_owned()), false));
    let noted = view(&world, &root).await;
    assert_eq!(noted.things[0].last.as_ref().unwrap().way.as_deref(), Some("laptop-app"));
    assert_eq!(last_way(&noted, "second-app"), Some("laptop-app".to_owned()));
    assert!(noted.things[1].last.is_none(), "the laptop was not lost");

    // Told later that the laptop's app is on the phone as well: nothing was shown.
    let about = format!("device/{}", serial_of(&world, &root.caller, "laptop-app").await.as_str());
    tell(&world, &root.caller, &about, &["My Phone"], None).await;
    let moved = view(&world, &root).await;
    assert_eq!(moved.things[0].loss.entries.len(), 3);
    assert!(moved.things[0].last.is_none() && last_way(&moved, "first-app").is_none());
}

#[tokio::test]
async fn what_is_on_two_things_survives_the_loss_of_one_and_a_password_may_not() {
    let (world, mut root, [_, two, _]) = one_phone_with_two_apps().await;
    let me = root.caller.clone();
    let second = serial_of(&world, &me, "second-app").await;
    tell(&world, &me, &format!("backup/{}", second.as_str()), &["laptop"], None).await;
    let phone = || Lost::Named("My Phone".to_owned());
    let shown = code(&world, &two);
    let ended = lose(&world, &mut root, phone(), shown).await.unwrap();
    assert_eq!(ended, (Some("second-app".to_owned()), false), "a copy is on the laptop");

    tell(&world, &root.caller, "password", &["my phone"], None).await;
    assert!(view(&world, &root).await.things[0].loss.password);
    world.wait(60);
    let shown = code(&world, &two);
    let refused = lose(&world, &mut root, phone(), shown.clone()).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Invalid { field: "password", .. }), "{refused:?}");
    // Nothing was spent by that.
    tell(&world, &root.caller, "password", &["my phone"], Some(Word::Memory)).await;
    assert!(lose(&world, &mut root, phone(), shown).await.is_ok());

    tell(&world, &root.caller, "codes", &["My Phone"], None).await;
    let codes = Lost::Entry(Thing::RecoveryCodes);
    let sheet = drills::view(&world.service, &root.caller).await.unwrap();
    assert_eq!(sheet.codes_on.as_deref(), Some("My Phone"));
    world.wait(60);
    let shown = code(&world, &two);
    assert!(!lose(&world, &mut root, codes, shown).await.unwrap().1);
    let nobody = lose(&world, &mut root, Lost::Named("attic".to_owned()), code(&world, &two)).await;
    assert!(matches!(nobody, Err(ServiceError::NotFound(_))), "{nobody:?}");
}
