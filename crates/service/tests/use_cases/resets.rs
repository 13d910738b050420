//! Resetting a colleague: in one step, by one administrator. Where it takes two, see
//! `rule_of_two`.

use identity::audit::{Action, Reason};
use identity::recovery_code::RecoveryCode;
use service::activity::{self, Query};
use service::devices::{begin, list, remove};
use service::recovery_codes;
use service::signin::Step;
use service::users::reset::{self, Outcome, Reset, Taken};
use service::users::set_administrator;
use service::{Caller, Proof, ServiceError, home, mfa, session};
use testing::{PASSWORD, Phone, SignedInAs, World};

use crate::activity::last_refusal;
use crate::recovery_codes::{make_codes, try_code as by_code};

pub(crate) struct House {
    pub(crate) world: World,
    pub(crate) root: SignedInAs,
    pub(crate) alice: SignedInAs,
    pub(crate) bob: SignedInAs,
    pub(crate) bobs: Phone,
    codes: Vec<RecoveryCode>,
}

/// Root, the administrators alice, bob and carol; bob has a device and codes.
pub(crate) async fn house() -> House {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    for name in ["alice", "bob", "carol"] {
        world.add_user(&root.caller, name, true).await;
    }
    let mut bob = world.sign_in(World::user("bob")).await;
    let bobs = world.enrol(&mut bob, "bob-phone").await;
    let codes = make_codes(&world, &bob.caller).await;
    let root = world.sign_in(World::root()).await;
    let alice = world.sign_in(World::user("alice")).await;
    House { world, root, alice, bob, bobs, codes }
}

impl House {
    pub(crate) async fn reset(&self, by: &Caller) -> Result<Outcome, ServiceError> {
        reset::run::run(&self.world.service, by, "bob").await
    }

    pub(crate) async fn enrolling(&self) -> SignedInAs {
        let step = self.world.try_password(World::user("bob"), PASSWORD).await.unwrap();
        let Step::Complete(done) = step else { panic!("{step:?}") };
        let peer = World::origin().peer;
        let session = done.session.clone();
        let caller = session::authenticate::to_enrol(&self.world.service, session, peer).await;
        SignedInAs { caller: caller.unwrap(), session: done.session, browser: None }
    }
}

#[tokio::test]
async fn a_reset_takes_all_factors_and_leads_to_a_new_device_only() {
    let house = house().await;
    let done = house.reset(&house.alice.caller).await.unwrap();
    assert_eq!(done, Outcome::Done(Reset { devices: 1, codes: 10 }));
    assert!(house.world.caller(&house.bob.session).await.is_err(), "bob is signed out");

    let mut bob = house.enrolling().await;
    let told = reset::own(&house.world.service, &bob.caller).await.unwrap().unwrap();
    assert_eq!((told.user.as_str(), told.by.as_str()), ("bob", "alice"));
    let seen = home::run(&house.world.service, &house.root.caller).await.unwrap().taken;
    assert_eq!(seen, [told], "the other administrators see it");
    let own = home::run(&house.world.service, &house.alice.caller).await.unwrap().taken;
    assert!(own.is_empty());
    let closed = house.world.caller(&bob.session).await.unwrap_err();
    assert!(matches!(closed, ServiceError::EnrolFirst), "{closed:?}");
    house.world.enrol(&mut bob, "bob-tablet").await;
    assert!(!bob.caller.enrols_first(), "from here on everything is open");
    house.world.await_code(World::user("bob")).await;
    let token = house.world.await_code(World::user("bob")).await;
    let old = house.world.try_code(&token, house.bobs.code(house.world.now())).await;
    assert!(old.is_err(), "the old device opens nothing");

    let query = Query { action: Some(Action::ResetMfa), ..Query::default() };
    let page = activity::run(&house.world.service, &house.root.caller, query).await.unwrap();
    let event = &page.records[0].event;
    assert_eq!(event.target.as_deref(), Some("bob"));
    assert_eq!(event.detail.as_deref(), Some("1 devices and 10 recovery codes removed"));
}

#[tokio::test]
async fn a_device_that_somebody_else_removes_is_told_as_a_reset_is() {
    let mut house = house().await;
    let (world, svc) = (&house.world, &house.world.service);
    let owner = house.bob.caller.identity().clone();
    let serial = list::run(svc, &house.bob.caller, &owner).await.unwrap()[0].serial.clone();
    let told_to = async |caller: &Caller| {
        let taken = home::run(svc, caller).await.unwrap().taken;
        taken.into_iter().map(|one| (one.user, one.taken, one.by)).collect::<Vec<_>>()
    };
    let taken = |by: &str| ("bob".to_owned(), Taken::Device, by.to_owned());
    remove::of_user(svc, &house.alice.caller, &owner, &serial).await.unwrap();
    assert_eq!(told_to(&house.root.caller).await, [taken("alice")]);
    assert!(told_to(&house.alice.caller).await.is_empty(), "she knows");

    // Bob hears of it when he comes back, by a recovery code.
    let token = world.await_code(World::user("bob")).await;
    let step = by_code(world, &token, &house.codes[1]).await.unwrap();
    house.bob = world.signed_in(step).await;
    assert_eq!(told_to(&house.bob.caller).await, [taken("alice")]);
    let own = reset::own(svc, &house.bob.caller).await.unwrap().unwrap();
    assert_eq!((own.taken, own.by.as_str()), (Taken::Device, "alice"));

    // By a program as well, and what one removes oneself is no news.
    world.wait(60);
    world.enrol(&mut house.bob, "bob-tablet").await;
    let tablet = list::run(svc, &house.bob.caller, &owner).await.unwrap()[0].serial.clone();
    let key = world.access_key(&house.root.caller, None).await;
    let program = world.program(&key).await.unwrap();
    mfa::deactivate::run(svc, &program, Some("BOB"), tablet.as_str()).await.unwrap();
    assert_eq!(told_to(&house.alice.caller).await, [taken("root")]);
    let mut alice = world.sign_in(World::user("alice")).await;
    let phone = world.enrol(&mut alice, "alice-phone").await;
    let serial = list::run(svc, &alice.caller, alice.caller.identity()).await.unwrap();
    let proof = Proof::Code(phone.code(world.now()));
    remove::own(svc, &alice.caller, &serial[0].serial, proof).await.unwrap();
    assert_eq!(told_to(&house.root.caller).await, [taken("alice")]);
    let root = world.sign_in(World::root()).await;
    set_administrator::run(svc, &root.caller, "carol", false).await.unwrap();
    let carol = world.sign_in(World::user("carol")).await;
    assert!(told_to(&carol.caller).await.is_empty(), "no administrator, and not hers");
    world.wait(72 * 3600);
    let root = world.sign_in(World::root()).await;
    assert!(told_to(&root.caller).await.is_empty(), "after three days it is history");
}

#[tokio::test]
async fn after_three_days_the_password_leads_nowhere_until_the_next_reset() {
    let house = house().await;
    house.reset(&house.alice.caller).await.unwrap();
    house.world.wait(72 * 3600);
    let late = house.world.try_password(World::user("bob"), PASSWORD).await.unwrap_err();
    assert!(matches!(late, ServiceError::SignInRefused));
    let root = house.world.sign_in(World::root()).await;
    assert_eq!(last_refusal(&house.world, &root.caller).await, Some(Reason::ExpiredReset));
    house.reset(&root.caller).await.unwrap();
    house.enrolling().await;
}

#[tokio::test]
async fn the_duty_to_enrol_does_not_go_away_by_a_program_or_another_sign_in() {
    let house = house().await;
    house.reset(&house.alice.caller).await.unwrap();
    let bob = house.enrolling().await;
    // A set of codes is no device, and there is nothing that they could stand in for.
    let codes = recovery_codes::make::run(&house.world.service, &bob.caller).await;
    assert!(codes.is_err());
    begin::run(&house.world.service, &bob.caller, "bob-tablet").await.unwrap();
    let again = house.enrolling().await;
    assert!(again.caller.enrols_first(), "a device that was only named is none");
}

#[tokio::test]
async fn users_themselves_and_root_are_not_reset_that_way() {
    let house = house().await;
    let own = reset::run::run(&house.world.service, &house.alice.caller, "alice").await;
    assert!(matches!(own.unwrap_err(), ServiceError::Denied));
    let root = reset::run::run(&house.world.service, &house.alice.caller, "root").await;
    assert!(matches!(root.unwrap_err(), ServiceError::NotFound("user")));
    house.world.add_user(&house.root.caller, "dave", false).await;
    let dave = house.world.sign_in(World::user("dave")).await;
    assert!(matches!(house.reset(&dave.caller).await.unwrap_err(), ServiceError::Denied));
    house.world.wait(301);
    let stale = house.reset(&house.alice.caller).await.unwrap_err();
    assert!(matches!(stale, ServiceError::NotFresh(_)));
}
