//! Recovering root (story S5): the whole way, its detours, and its end.

use std::time::Duration;

use identity::Identity;
use identity::audit::{Action, Outcome};
use identity::contact::{Contact, ContactRecord};
use identity::recovery::{CallEnd, WaitReason};
use service::account::update;
use service::contacts::number;
use service::recovery::calls::place::{Order, settle, take};
use service::recovery::calls::report::{self, Heard, Said};
use service::recovery::prove_mailbox::{self, ProveMailbox};
use service::recovery::view::Stage;
use service::recovery::{
    RecoveryLink, announced_phone, approve, begin, call, cancel, finish, ready, repair, under_way,
    view,
};
use service::{Bearer, Caller, ServiceError, devices, outbox, session};
use storage::AuditFilter;
use testing::{SignedInAs, World};

use crate::numbers::digits;
use crate::recovery_codes::make_codes;

/// Is a World in which root has a device, a telephone and a mailbox.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) root: SignedInAs,
}

/// Is a message that was sent.
pub(crate) struct Mail {
    pub(crate) kind: String,
    pub(crate) to: String,
    pub(crate) text: String,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let world = World::with_account().await;
        let mut root = world.sign_in(World::root()).await;
        world.confirm_contact(&root.caller, Contact::Email, "owner@acme.example").await;
        change_phone(&world, &root.caller, "+49 30 1234567").await.unwrap();
        world.enrol(&mut root, "root-phone").await;
        let scene = Self { world, root };
        scene.mails().await;
        scene
    }

    /// Takes every message that waits.
    pub(crate) async fn mails(&self) -> Vec<Mail> {
        let svc = &self.world.service;
        let worker = outbox::claim::worker(svc);
        let claimed = outbox::claim::run(svc, worker, 100).await.unwrap();
        let mut mails = Vec::new();
        for message in claimed {
            let sent = storage::Settlement::Sent;
            outbox::settle::run(svc, worker, message.account, message.id, sent).await.unwrap();
            mails.push(Mail {
                kind: message.kind,
                to: message.recipient,
                text: message.content.text,
            });
        }
        mails
    }

    /// Begins a recovery and returns what the browser holds and the mailed link.
    pub(crate) async fn begin(&self) -> (Bearer, RecoveryLink) {
        // What waits already may be of another recovery.
        self.mails().await;
        let sign_in = self.world.await_code(World::root()).await;
        let command = begin::Begin { sign_in, origin: World::origin() };
        let browser = begin::run(&self.world.service, command).await.unwrap();
        (browser, link_in(&self.mails().await, "/recovery/mail/"))
    }

    pub(crate) async fn prove_mailbox(
        &self,
        browser: &Bearer,
        link: &RecoveryLink,
    ) -> Result<(), ServiceError> {
        let (browser, link) = (browser.clone(), link.clone());
        let command = ProveMailbox { browser, link, origin: World::origin() };
        prove_mailbox::run(&self.world.service, command).await
    }

    /// Asks for a call and lets the gateway take it.
    pub(crate) async fn call(&self, browser: &Bearer) -> RecoveryLink {
        call::run(&self.world.service, browser, World::origin()).await.unwrap();
        link_of(&placed(&self.world).await)
    }

    pub(crate) async fn order(&self) -> Order {
        order(&self.world).await
    }

    /// Returns the digits on the screen.
    pub(crate) async fn digits(&self, browser: &Bearer) -> String {
        match self.stage(browser).await {
            Stage::Calling { digits, .. } => digits.replace(' ', ""),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn stage(&self, browser: &Bearer) -> Stage {
        view::run(&self.world.service, browser).await.unwrap().stage
    }

    pub(crate) async fn hear(&self, link: &RecoveryLink, heard: Heard) -> Said {
        hear(&self.world, link, heard).await
    }

    pub(crate) async fn key_in(&self, link: &RecoveryLink, digits: &str) -> Said {
        key_in(&self.world, link, digits).await
    }

    /// Goes all the way to the last proof.
    pub(crate) async fn prove_everything(&self) -> Bearer {
        let (browser, link) = self.begin().await;
        self.prove_mailbox(&browser, &link).await.unwrap();
        let call = self.call(&browser).await;
        let digits = self.digits(&browser).await;
        assert_eq!(self.key_in(&call, &digits).await, Said::Right);
        browser
    }

    pub(crate) async fn finish(&self, browser: &Bearer) -> Result<Bearer, ServiceError> {
        let done = finish::run(&self.world.service, browser, World::origin()).await?;
        Ok(done.session)
    }

    /// Returns the caller of a session for repairs.
    pub(crate) async fn repairing(&self, session: &Bearer) -> Caller {
        let peer = World::origin().peer;
        session::authenticate::for_repair(&self.world.service, session.clone(), peer).await.unwrap()
    }

    /// Returns how often something stands in the audit trail.
    pub(crate) async fn recorded(&self, action: Action, refused: bool) -> usize {
        let filter = AuditFilter { action: Some(action), ..AuditFilter::default() };
        let account = self.root.caller.account();
        let records =
            storage::read(self.world.store.as_ref(), move |tx| tx.records(account, &filter, 100));
        let is = |outcome: Outcome| matches!(outcome, Outcome::Refused(_)) == refused;
        records.await.unwrap().iter().filter(|record| is(record.event.outcome)).count()
    }
}

pub(crate) async fn change_phone(
    world: &World,
    caller: &Caller,
    phone: &str,
) -> Result<(), ServiceError> {
    let svc = &world.service;
    if phone.is_empty() {
        let command = update::Update {
            name: "Acme".to_owned(),
            email: "owner@acme.example".to_owned(),
            alias: String::new(),
            phone: String::new(),
        };
        return update::run(svc, caller, command).await;
    }
    number::begin(svc, caller, phone).await?;
    let link = link_of(&placed(world).await);
    let digits = digits(world, caller).await;
    assert_eq!(key_in(world, &link, &digits).await, Said::Right);
    number::put::run(svc, caller).await.map(drop)
}

/// Takes the one call that is wanted.
pub(crate) async fn order(world: &World) -> Order {
    let mut orders = take(&world.service).await.unwrap();
    assert_eq!(orders.len(), 1);
    orders.remove(0)
}

/// Takes the one call that is wanted, as a gateway that accepts it does.
pub(crate) async fn placed(world: &World) -> Order {
    let order = order(world).await;
    settle(&world.service, &order, Ok(())).await.unwrap();
    order
}

/// Reports what was heard in a call.
async fn hear(world: &World, link: &RecoveryLink, heard: Heard) -> Said {
    let bytes = format!("{heard:?}");
    let peer = World::origin().peer;
    report::run(&world.service, link, heard, bytes.as_bytes(), peer).await.unwrap()
}

/// Keys digits in.
pub(crate) async fn key_in(world: &World, link: &RecoveryLink, digits: &str) -> Said {
    hear(world, link, Heard::Digits(digits.to_owned())).await
}

/// Finds the link of a purpose in mails.
pub(crate) fn link_in(mails: &[Mail], path: &str) -> RecoveryLink {
    let found = mails.iter().find_map(|mail| mail.text.split_once(path));
    let (_, rest) = found.unwrap_or_else(|| panic!("no mail has a link to {path}"));
    RecoveryLink::parse(rest.split_whitespace().next().unwrap()).unwrap()
}

pub(crate) fn link_of(order: &Order) -> RecoveryLink {
    RecoveryLink::parse(order.report_to.strip_prefix("/phone/").unwrap()).unwrap()
}

/// Story S5: the call does not come at first, the second try works; then a new
/// device comes in and the lost one goes out.
#[tokio::test]
async fn root_comes_back_by_password_mailbox_and_telephone() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let (browser, link) = scene.begin().await;
    assert!(matches!(scene.stage(&browser).await, Stage::Mail));
    scene.prove_mailbox(&browser, &link).await.unwrap();

    call::run(&world.service, &browser, World::origin()).await.unwrap();
    let order = scene.order().await;
    assert_eq!(order.to.as_str(), "+49301234567");
    settle(&world.service, &order, Err("out of order".to_owned())).await.unwrap();
    let Stage::Call { last } = scene.stage(&browser).await else { panic!("it failed") };
    assert_eq!(last, Some(CallEnd::Gateway));

    let call = scene.call(&browser).await;
    assert_eq!(scene.hear(&call, Heard::Answered).await, Said::Nothing);
    let digits = scene.digits(&browser).await;
    assert_eq!(scene.key_in(&call, &digits).await, Said::Right);
    assert!(matches!(scene.stage(&browser).await, Stage::Ready));

    let session = scene.finish(&browser).await.unwrap();
    assert!(world.caller(&scene.root.session).await.is_err(), "other sessions end");
    let peer = World::origin().peer;
    let worker = session::authenticate::run(&world.service, session.clone(), peer).await;
    assert!(matches!(worker, Err(ServiceError::RepairOnly)), "no session for work: {worker:?}");

    let caller = scene.repairing(&session).await;
    let shown = repair::view(&world.service, &caller).await.unwrap();
    assert_eq!((shown.lost.len(), shown.new.len()), (1, 0));
    let lost = shown.lost[0].serial.clone();
    let early = repair::remove(&world.service, &caller, &lost).await;
    assert!(matches!(early, Err(ServiceError::Invalid { .. })), "never without a device");

    let (serial, laptop) = world.begin_device(&caller, "new-laptop").await;
    let (first, second) = laptop.pair(world.now());
    let command = devices::enable::Enable { serial, first, second };
    let enabled = devices::enable::run(&world.service, &caller, command).await.unwrap();
    let caller = scene.repairing(&enabled.session).await;
    assert!(caller.is_repairing(), "a new device does not make it a session for work");
    assert_eq!(repair::view(&world.service, &caller).await.unwrap().ways(), 1);
    make_codes(world, &caller).await;
    let shown = repair::view(&world.service, &caller).await.unwrap();
    assert!(shown.ways() == 2 && shown.new_codes.is_some() && shown.lost_codes.is_none());
    assert_eq!(repair::remove(&world.service, &caller, &lost).await.unwrap(), "root-phone");

    let again = world.sign_in_with(World::root(), &laptop).await;
    assert!(again.caller.has_mfa() && !again.caller.is_repairing());
}

const ALTERNATES: [(Contact, &str); 3] = [
    (Contact::Billing, "billing@acme.example"),
    (Contact::Operations, "duty@acme.example"),
    (Contact::Security, "security@acme.example"),
];

#[tokio::test]
async fn everybody_is_told_of_every_step_with_a_link_that_stops_it() {
    let scene = Scene::new().await;
    let account = scene.root.caller.account();
    let now = scene.world.now();
    storage::write(scene.world.store.as_ref(), account, move |tx| {
        for (contact, address) in ALTERNATES {
            let record = ContactRecord {
                value: address.to_owned(),
                name: String::new(),
                confirmed: Some(now),
                reviewed: now,
            };
            tx.put_contact(account, contact, &record)?;
        }
        Ok::<(), ServiceError>(())
    })
    .await
    .unwrap();
    let told = |mails: &[Mail]| {
        let steps = mails.iter().filter(|mail| mail.kind == "root-recovery");
        let mut to: Vec<_> =
            steps.map(|mail| (mail.to.clone(), mail.text.contains("/recovery/stop/"))).collect();
        to.sort();
        to
    };
    let everybody = |stop| {
        let mut all = vec!["owner@acme.example".to_owned()];
        all.extend(ALTERNATES.map(|(_, address)| address.to_owned()));
        all.sort();
        all.into_iter().map(|address| (address, stop)).collect::<Vec<_>>()
    };

    let sign_in = scene.world.await_code(World::root()).await;
    let command = begin::Begin { sign_in, origin: World::origin() };
    let browser = begin::run(&scene.world.service, command).await.unwrap();
    let mails = scene.mails().await;
    assert_eq!(told(&mails), everybody(true));
    let links: Vec<_> = mails.iter().filter(|mail| mail.kind == "recovery-link").collect();
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].to, "owner@acme.example", "nobody else can prove the mailbox");

    scene.prove_mailbox(&browser, &link_in(&mails, "/recovery/mail/")).await.unwrap();
    assert_eq!(told(&scene.mails().await), everybody(true));
    let call = scene.call(&browser).await;
    assert_eq!(told(&scene.mails().await), everybody(true));
    let digits = scene.digits(&browser).await;
    scene.key_in(&call, &digits).await;
    assert_eq!(told(&scene.mails().await), everybody(true));
    scene.finish(&browser).await.unwrap();
    assert_eq!(told(&scene.mails().await), everybody(false));
    for action in [
        Action::BeginRootRecovery,
        Action::ProveRecoveryMailbox,
        Action::PlaceRecoveryCall,
        Action::ProveRecoveryPhone,
        Action::CompleteRootRecovery,
    ] {
        assert_eq!(scene.recorded(action, false).await, 1, "{action:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_fails_costs_nothing_and_a_call_nobody_answers_can_be_repeated() {
    let scene = Scene::new().await;
    let (browser, link) = scene.begin().await;
    scene.prove_mailbox(&browser, &link).await.unwrap();
    for _ in 0..12 {
        call::run(&scene.world.service, &browser, World::origin()).await.unwrap();
        let order = scene.order().await;
        settle(&scene.world.service, &order, Err("no route".to_owned())).await.unwrap();
    }
    for end in [CallEnd::NoAnswer, CallEnd::Busy] {
        let call = scene.call(&browser).await;
        assert_eq!(scene.hear(&call, Heard::Ended(end)).await, Said::Nothing);
        let Stage::Call { last } = scene.stage(&browser).await else { panic!("it ended") };
        assert_eq!(last, Some(end));
    }
    // A gateway that falls silent is not waited for, and costs nothing either.
    scene.call(&browser).await;
    let again = call::run(&scene.world.service, &browser, World::origin()).await;
    assert!(matches!(again, Err(ServiceError::Wait(_))), "{again:?}");
    scene.world.wait(120);
    let call = scene.call(&browser).await;
    let digits = scene.digits(&browser).await;
    assert_eq!(scene.key_in(&call, &digits).await, Said::Right);
}

#[tokio::test]
async fn a_changed_number_makes_it_wait_three_days() {
    let scene = Scene::new().await;
    change_phone(&scene.world, &scene.root.caller, "+49 30 7654321").await.unwrap();
    let browser = scene.prove_everything().await;
    let Stage::Waiting { waits, until, .. } = scene.stage(&browser).await else {
        panic!("it must wait")
    };
    assert_eq!(waits[0].reason, WaitReason::PhoneChanged);
    assert!(matches!(scene.finish(&browser).await, Err(ServiceError::Wait(_))));
    assert_eq!(scene.recorded(Action::CompleteRootRecovery, true).await, 1);
    scene.world.env.set(until);
    assert!(scene.finish(&browser).await.is_ok());
}

#[tokio::test]
async fn a_password_from_the_mailbox_waits_for_an_administrator_or_two_weeks() {
    let scene = Scene::new().await;
    scene.world.add_user(&scene.root.caller, "anna", true).await;
    let account = scene.root.caller.account();
    let now = scene.world.now();
    storage::write(scene.world.store.as_ref(), account, move |tx| {
        tx.note_mail_reset(account, &Identity::Root, now)
    })
    .await
    .unwrap();
    let browser = scene.prove_everything().await;
    let Stage::Waiting { until, approved: false, .. } = scene.stage(&browser).await else {
        panic!("it must wait")
    };
    assert_eq!(until.since(now), Duration::from_hours(14 * 24));

    let mut anna = scene.world.sign_in(World::user("anna")).await;
    let id = under_way::run(&scene.world.service, &anna.caller).await.unwrap().remove(0).id;
    let alone = approve::run(&scene.world.service, &anna.caller, &id).await;
    assert!(matches!(alone, Err(ServiceError::NotFresh(_))), "a password is no second factor");
    scene.world.enrol(&mut anna, "anna-phone").await;
    approve::run(&scene.world.service, &anna.caller, &id).await.unwrap();
    let Stage::Waiting { until, approved: true, .. } = scene.stage(&browser).await else {
        panic!("it must still wait")
    };
    assert_eq!(until.since(now), Duration::from_hours(72));
    scene.world.env.set(until);
    assert!(scene.finish(&browser).await.is_ok());
}

#[tokio::test]
async fn an_administrator_corrects_a_stale_number_and_everybody_can_stop_it() {
    let scene = Scene::new().await;
    let world = &scene.world;
    world.add_user(&scene.root.caller, "anna", true).await;
    let anna = world.sign_in(World::user("anna")).await;
    scene.mails().await;

    change_phone(world, &anna.caller, "+1 555 0100").await.unwrap();
    let mails = scene.mails().await;
    let announced = mails.iter().filter(|mail| mail.kind == "phone-announced").count();
    assert_eq!(announced, 1);
    let shown = announced_phone::view(&world.service, &anna.caller).await.unwrap().unwrap();
    assert_eq!(shown.phone, "+15550100");
    let link = link_in(&mails, "/recovery/phone/");
    announced_phone::stop(&world.service, &link, World::origin()).await.unwrap();
    assert!(announced_phone::view(&world.service, &anna.caller).await.unwrap().is_none());
    let again = announced_phone::stop(&world.service, &link, World::origin()).await;
    assert!(matches!(again, Err(ServiceError::Gone(_))));

    change_phone(world, &anna.caller, "+1 555 0100").await.unwrap();
    let removed = change_phone(world, &anna.caller, "").await;
    assert!(matches!(removed, Err(ServiceError::Denied)), "nor take it away: {removed:?}");
    let browser = scene.prove_everything().await;
    assert!(matches!(scene.stage(&browser).await, Stage::Ready), "the old number counts");

    world.wait(72 * 3600);
    announced_phone::apply_all(&world.service).await.unwrap();
    let (browser, link) = scene.begin().await;
    scene.prove_mailbox(&browser, &link).await.unwrap();
    call::run(&world.service, &browser, World::origin()).await.unwrap();
    assert_eq!(scene.order().await.to.as_str(), "+15550100");
}

#[tokio::test]
async fn when_the_waiting_is_over_everybody_is_told_once_and_can_still_stop_it() {
    let scene = Scene::new().await;
    let world = &scene.world;
    change_phone(world, &scene.root.caller, "+49 30 7654321").await.unwrap();
    let browser = scene.prove_everything().await;
    scene.mails().await;
    ready::run(&world.service).await.unwrap();
    assert!(scene.mails().await.is_empty(), "it waits still");

    let Stage::Waiting { until, .. } = scene.stage(&browser).await else { panic!("it waits") };
    world.env.set(until);
    ready::run(&world.service).await.unwrap();
    let mails = scene.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("the waiting is over"), "{}", mails[0].text);
    ready::run(&world.service).await.unwrap();
    assert!(scene.mails().await.is_empty(), "nobody is told twice");
    let stop = link_in(&mails, "/recovery/stop/");
    cancel::by_link(&world.service, &stop, World::origin()).await.unwrap();
    assert!(matches!(scene.finish(&browser).await, Err(ServiceError::Gone(_))));
}

#[tokio::test]
async fn what_never_had_to_wait_is_told_of_once_only() {
    let scene = Scene::new().await;
    scene.prove_everything().await;
    scene.mails().await;
    scene.world.wait(60);
    ready::run(&scene.world.service).await.unwrap();
    assert!(scene.mails().await.is_empty());
}
