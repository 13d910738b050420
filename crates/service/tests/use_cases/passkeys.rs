//! Passkeys from their name to their removal, and every way to misuse a challenge.

use identity::audit::{Action, Outcome, Reason};
use identity::device::DeviceKind;
use identity::device::limits::DEVICES_PER_IDENTITY;
use identity::tags::Tag;
use service::activity::{self, Query};
use service::devices::list::Copies;
use service::devices::{begin, list, remove, rename, try_code};
use service::iam::tags::{self, Tagged};
use service::passkeys::{self, register};
use service::session::confirm;
use service::signin::{Step, pending};
use service::sts::TokenCode;
use service::sts::get_session_token::{self, GetSessionToken};
use service::{Bearer, Caller, FactorRefusal, FreshProof, Proof, ServiceError, mfa, users};
use testing::{PASSWORD, SignedInAs, SoftPasskey, World, flags};

use crate::activity::last_refusal;
use crate::programs::all;

async fn root_with_passkey() -> (World, SignedInAs, SoftPasskey) {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let mut passkey = SoftPasskey::new(1);
    world.register(&root, "root-key", &mut passkey).await;
    let root = world.sign_in_by(World::root(), &mut passkey).await;
    (world, root, passkey)
}

async fn ask(world: &World, token: &Bearer) -> String {
    passkeys::sign_in(&world.service, token).await.unwrap()
}

async fn give(world: &World, token: &Bearer, answer: String) -> Result<Step, ServiceError> {
    world.try_proof(token, Proof::Passkey(answer)).await
}

fn is_late(refused: &ServiceError) -> bool {
    matches!(refused, ServiceError::Factor(FactorRefusal::PasskeyLate))
}

fn is_refused(refused: &ServiceError) -> bool {
    matches!(refused, ServiceError::Factor(FactorRefusal::Passkey))
}

/// Returns what the trail says of the newest refusal.
async fn last_detail(world: &World, by: &Caller) -> String {
    let query = Query { success: Some(false), ..Query::default() };
    let page = activity::run(&world.service, by, query).await.unwrap();
    page.records.into_iter().next().unwrap().event.detail.unwrap_or_default()
}

#[tokio::test]
async fn a_passkey_is_registered_and_signs_in() {
    let (world, root, mut passkey) = root_with_passkey().await;
    assert!(root.caller.has_mfa());
    let listed = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].kind, listed[0].name.as_str()), (DeviceKind::Passkey, "root-key"));
    assert!(listed[0].serial.as_str().starts_with("arn:aws:iam::123456789012:u2f/root/root-key-"));
    assert_eq!(listed[0].last_used, Some(world.now()));
    let facts = listed[0].passkey.as_ref().unwrap();
    assert!(!facts.built_in && facts.copies == Copies::Impossible && facts.verifies_user);

    world.add_user(&root.caller, "alice", false).await;
    let alice = world.sign_in(World::user("alice")).await;
    let mut hers = SoftPasskey::new(2);
    world.register(&alice, "alice-key", &mut hers).await;
    let alice = world.sign_in_by(World::user("alice"), &mut hers).await;
    let listed = list::run(&world.service, &alice.caller, alice.caller.identity()).await.unwrap();
    assert!(listed[0].serial.as_str().contains(":u2f/user/alice/alice-key-"));
    world.sign_in_by(World::root(), &mut passkey).await;
}

#[tokio::test]
async fn registering_proves_nothing_yet_and_the_password_alone_opens_nothing_any_more() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let elsewhere = world.sign_in(World::root()).await;
    world.register(&root, "root-key", &mut SoftPasskey::new(1)).await;
    let root_now = world.caller(&root.session).await.unwrap();
    assert!(!root_now.has_mfa(), "no signature was made yet");
    let stale = confirm::require(&world.service, &root_now).await.unwrap_err();
    assert!(matches!(stale, ServiceError::NotFresh(FreshProof::Code)), "{stale:?}");
    assert!(world.caller(&elsewhere.session).await.is_err(), "other sessions are over");
    world.await_code(World::root()).await;
}

#[tokio::test]
async fn an_answer_works_once() {
    let (world, _, mut passkey) = root_with_passkey().await;
    let token = world.await_code(World::root()).await;
    let answer = passkey.get(&ask(&world, &token).await);
    let other = world.await_code(World::root()).await;
    let swapped = give(&world, &other, answer.clone()).await.unwrap_err();
    assert!(is_late(&swapped), "another sign-in of the same person: {swapped:?}");
    give(&world, &token, answer.clone()).await.unwrap();
    let token = world.await_code(World::root()).await;
    ask(&world, &token).await;
    let again = give(&world, &token, answer).await.unwrap_err();
    assert!(is_late(&again), "{again:?}");
}

#[tokio::test]
async fn a_refused_answer_uses_its_challenge_up() {
    let (world, _, mut passkey) = root_with_passkey().await;
    let token = world.await_code(World::root()).await;
    let options = ask(&world, &token).await;
    let mut elsewhere = passkey.clone();
    elsewhere.origin = "https://evil.example".to_owned();
    let refused = give(&world, &token, elsewhere.get(&options)).await.unwrap_err();
    assert!(is_refused(&refused), "{refused:?}");
    let right = give(&world, &token, passkey.get(&options)).await.unwrap_err();
    assert!(is_late(&right), "{right:?}");
    let next = passkey.get(&ask(&world, &token).await);
    give(&world, &token, next).await.unwrap();
}

#[tokio::test]
async fn an_answer_of_five_minutes_ago_is_too_late() {
    let (world, _, mut passkey) = root_with_passkey().await;
    let token = world.await_code(World::root()).await;
    let answer = passkey.get(&ask(&world, &token).await);
    world.wait(300);
    assert!(is_late(&give(&world, &token, answer).await.unwrap_err()));
    let answer = passkey.get(&ask(&world, &token).await);
    world.wait(299);
    give(&world, &token, answer).await.unwrap();
}

#[tokio::test]
async fn a_challenge_serves_the_purpose_that_it_was_made_for() {
    let (world, root, mut passkey) = root_with_passkey().await;
    let token = world.await_code(World::root()).await;
    let at_sign_in = passkey.get(&ask(&world, &token).await);
    let confirmed = confirm::by_code(&world.service, &root.caller, Proof::Passkey(at_sign_in));
    assert!(is_late(&confirmed.await.unwrap_err()), "a sign-in's in a session");

    let in_session = passkey.get(&passkeys::confirm(&world.service, &root.caller).await.unwrap());
    assert!(is_late(&give(&world, &token, in_session).await.unwrap_err()), "and the reverse");

    let serial = begin::passkey(&world.service, &root.caller, "second").await.unwrap();
    let options = register::begin(&world.service, &root.caller, &serial).await.unwrap();
    let mut new = SoftPasskey::new(3);
    let answer = new.create(&options);
    assert!(is_late(&give(&world, &token, new.get(&options)).await.unwrap_err()));
    let other = begin::passkey(&world.service, &root.caller, "third").await.unwrap();
    let wrong = register::finish(&world.service, &root.caller, &other, &answer).await;
    assert!(is_late(&wrong.unwrap_err()), "made for another device");
    register::finish(&world.service, &root.caller, &serial, &answer).await.unwrap();
}

#[tokio::test]
async fn nobody_answers_for_another_person() {
    let (world, root, mut passkey) = root_with_passkey().await;
    world.add_user(&root.caller, "alice", false).await;
    let alice = world.sign_in(World::user("alice")).await;
    let mut hers = SoftPasskey::new(2);
    world.register(&alice, "alice-key", &mut hers).await;

    // Alice knows root's password, and holds her own key to root's challenge.
    let token = world.await_code(World::root()).await;
    let options = ask(&world, &token).await;
    let refused = give(&world, &token, hers.get(&options)).await.unwrap_err();
    assert!(is_refused(&refused), "{refused:?}");
    assert_eq!(
        last_detail(&world, &root.caller).await,
        "none of the credentials that were asked for"
    );

    // She brings root's challenge, answered by root, into her own sign-in.
    let own = world.await_code(World::user("alice")).await;
    ask(&world, &own).await;
    let stolen = passkey.get(&ask(&world, &token).await);
    assert!(is_late(&give(&world, &own, stolen).await.unwrap_err()));

    // She claims that her key is root's.
    hers.id.clone_from(&passkey.id);
    hers.handle.clone_from(&passkey.handle);
    let forged = hers.get(&ask(&world, &token).await);
    assert!(is_refused(&give(&world, &token, forged).await.unwrap_err()));
    assert_eq!(last_refusal(&world, &root.caller).await, Some(Reason::WrongPasskey));
    assert_eq!(last_detail(&world, &root.caller).await, "a wrong signature");
}

#[tokio::test]
async fn a_counter_that_goes_back_is_refused_told_and_on_record() {
    let (world, root, mut passkey) = root_with_passkey().await;
    let mut copy = passkey.clone();
    world.sign_in_by(World::root(), &mut passkey).await;
    world.mail().await;
    let copied_at = async || {
        let listed = list::run(&world.service, &root.caller, root.caller.identity()).await;
        listed.unwrap()[0].copied
    };
    assert_eq!(copied_at().await, None);
    let token = world.await_code(World::root()).await;
    let answer = copy.get(&ask(&world, &token).await);
    let refused = give(&world, &token, answer).await.unwrap_err();
    let named = matches!(
        &refused,
        ServiceError::Factor(FactorRefusal::PasskeyCopied { device }) if device == "root-key"
    );
    assert!(named, "{refused:?}");
    assert_eq!(last_refusal(&world, &root.caller).await, Some(Reason::CounterBack));
    assert_eq!(copied_at().await, Some(world.now()), "the list of devices shows it");
    let mail = world.mail().await;
    let [told] = mail.as_slice() else { panic!("{mail:?}") };
    assert_eq!(told.kind, "copied-passkey");
    assert!(told.content.text.contains("root-key"), "{}", told.content.text);
    // The owner is not locked out by it.
    let owner = world.sign_in_by(World::root(), &mut passkey).await;

    // Again at a fresh proof, and no mail on the same day.
    world.mail().await;
    let options = passkeys::confirm(&world.service, &owner.caller).await.unwrap();
    let mut copy = passkey.clone();
    copy.counter = 1;
    let proof = Proof::Passkey(copy.get(&options));
    assert!(confirm::by_code(&world.service, &owner.caller, proof).await.is_err());
    assert_eq!(world.mail().await.len(), 0);
    world.wait(86_400);
    let owner = world.sign_in_by(World::root(), &mut passkey).await;
    world.mail().await;
    let options = passkeys::confirm(&world.service, &owner.caller).await.unwrap();
    copy.counter = 1;
    let proof = Proof::Passkey(copy.get(&options));
    assert!(confirm::by_code(&world.service, &owner.caller, proof).await.is_err());
    let mail = world.mail().await;
    assert_eq!(mail.iter().map(|mail| mail.kind.as_str()).collect::<Vec<_>>(), ["copied-passkey"]);
    assert_eq!(copied_at().await, Some(world.now()));
}

#[tokio::test]
async fn a_credential_is_registered_once_in_the_whole_store() {
    let (world, root, passkey) = root_with_passkey().await;
    world.add_account("123456789013", "other@acme.example").await;
    let who = service::signin::password::Who::Root { email: "other@acme.example".to_owned() };
    let other = world.sign_in(who).await;
    for caller in [&root.caller, &other.caller] {
        let serial = begin::passkey(&world.service, caller, "again").await.unwrap();
        let options = register::begin(&world.service, caller, &serial).await.unwrap();
        let answer = passkey.clone().create(&options);
        let refused = register::finish(&world.service, caller, &serial, &answer).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Invalid { .. }), "{refused:?}");
    }
    // Once it is removed, it is anybody's again.
    let (mut root, mut passkey) = (root, passkey);
    let listed = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    let options = passkeys::confirm(&world.service, &root.caller).await.unwrap();
    let proof = Proof::Passkey(passkey.get(&options));
    let removed =
        remove::own(&world.service, &root.caller, &listed[0].serial, proof).await.unwrap();
    assert_eq!(removed.left, 0);
    world.take_session(&mut root, removed.session.unwrap()).await;
    world.register(&other, "found", &mut passkey).await;
}

#[tokio::test]
async fn a_passkey_is_a_fresh_proof_and_can_be_tried_and_renamed() {
    let (world, mut root, mut passkey) = root_with_passkey().await;
    world.wait(600);
    let stale = confirm::require(&world.service, &root.caller).await.unwrap_err();
    assert!(matches!(stale, ServiceError::NotFresh(FreshProof::Code)));
    let options = passkeys::confirm(&world.service, &root.caller).await.unwrap();
    let proof = Proof::Passkey(passkey.get(&options));
    let tried = try_code::run(&world.service, &root.caller, proof).await.unwrap();
    assert_eq!(tried.device, "root-key");
    world.take_session(&mut root, tried.session).await;
    confirm::require(&world.service, &root.caller).await.unwrap();
    let listed = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    rename::run(&world.service, &root.caller, &listed[0].serial, "blue-key").await.unwrap();
    let ways = confirm::ways(&world.service, &root.caller).await.unwrap();
    assert_eq!((ways.passkeys, ways.codes), (vec!["blue-key".to_owned()], false));
}

#[tokio::test]
async fn the_kind_used_last_is_offered_first() {
    let (world, mut root, mut passkey) = root_with_passkey().await;
    world.wait(60);
    let phone = world.enrol(&mut root, "root-phone").await;
    let first = async || {
        let token = world.await_code(World::root()).await;
        let view = pending::run(&world.service, &token).await.unwrap();
        assert_eq!((view.devices.len(), view.passkeys.len()), (1, 1));
        view.passkey_first
    };
    assert!(!first().await, "the phone's codes were the last");
    world.wait(60);
    world.sign_in_by(World::root(), &mut passkey).await;
    assert!(first().await);
    world.sign_in_with(World::root(), &phone).await;
    assert!(!first().await);
}

#[tokio::test]
async fn wrong_codes_do_not_keep_a_passkey_out() {
    let (world, mut root, mut passkey) = root_with_passkey().await;
    world.enrol(&mut root, "root-phone").await;
    let token = world.await_code(World::root()).await;
    for _ in 0..30 {
        let _ = world.try_code(&token, World::typed("000000")).await;
    }
    let answer = passkey.get(&ask(&world, &token).await);
    give(&world, &token, answer).await.unwrap();
}

#[tokio::test]
async fn only_so_many_challenges_are_open_and_the_newest_count() {
    let (world, _, mut passkey) = root_with_passkey().await;
    let token = world.await_code(World::root()).await;
    let first = passkey.get(&ask(&world, &token).await);
    for _ in 0..8 {
        world.wait(1);
        ask(&world, &token).await;
    }
    assert!(is_late(&give(&world, &token, first).await.unwrap_err()));
}

#[tokio::test]
async fn one_answer_signs_in_once_however_many_try() {
    let (world, _, mut passkey) = root_with_passkey().await;
    (passkey.counter, passkey.step) = (9, 0);
    let token = world.await_code(World::root()).await;
    let answer = passkey.get(&ask(&world, &token).await);
    let mut tries = Vec::new();
    for _ in 0..16 {
        let (service, token, answer) = (world.service.clone(), token.clone(), answer.clone());
        tries.push(tokio::spawn(async move {
            let command = service::signin::second_factor::SecondFactor {
                token,
                proof: Proof::Passkey(answer),
                origin: World::origin(),
            };
            service::signin::second_factor::run(&service, command).await.is_ok()
        }));
    }
    let mut accepted = 0;
    for one in tries {
        accepted += usize::from(one.await.unwrap());
    }
    assert_eq!(accepted, 1);
}

#[tokio::test]
async fn an_authenticator_without_user_verification_and_one_that_is_synced_will_do() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let mut plain = SoftPasskey::new(4);
    (plain.flags, plain.step) = (flags::UP, 0);
    world.register(&root, "plain", &mut plain).await;
    let root = world.sign_in_by(World::root(), &mut plain).await;
    let mut synced = SoftPasskey::new(5);
    synced.flags |= flags::BE | flags::BS;
    synced.attachment = "platform";
    synced.aaguid = 0xbada5566_a7aa_401f_bd96_45619a55120d_u128.to_be_bytes();
    world.register(&root, "synced", &mut synced).await;
    let listed = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    let facts: Vec<_> = listed.iter().filter_map(|one| one.passkey.clone()).collect();
    assert!(!facts[0].verifies_user && facts[0].copies == Copies::Impossible);
    assert!(facts[1].copies == Copies::Made && facts[1].built_in);
    assert_eq!(facts[1].model, Some("1Password"));
}

#[tokio::test]
async fn registrations_with_a_wrong_thing_leave_no_device() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let serial = begin::passkey(&world.service, &root.caller, "root-key").await.unwrap();
    let mut wrong = SoftPasskey::new(1);
    wrong.origin = "https://evil.example".to_owned();
    for answer in [String::new(), "{}".to_owned()] {
        let refused = register::finish(&world.service, &root.caller, &serial, &answer).await;
        assert!(is_refused(&refused.unwrap_err()));
    }
    let options = register::begin(&world.service, &root.caller, &serial).await.unwrap();
    let refused =
        register::finish(&world.service, &root.caller, &serial, &wrong.create(&options)).await;
    assert!(is_refused(&refused.unwrap_err()));
    let right = SoftPasskey::new(1).create(&options);
    let spent = register::finish(&world.service, &root.caller, &serial, &right).await;
    assert!(is_late(&spent.unwrap_err()), "the challenge is used up");
    let listed = list::run(&world.service, &root.caller, root.caller.identity()).await.unwrap();
    assert!(listed.is_empty());
    let query = Query::default();
    let page = activity::run(&world.service, &root.caller, query).await.unwrap();
    let enabled = page.records.iter().filter(|one| one.event.action == Action::EnableMfaDevice);
    assert!(enabled.clone().count() == 4);
    assert!(
        enabled.into_iter().all(|one| one.event.outcome == Outcome::Refused(Reason::WrongPasskey))
    );
}

#[tokio::test]
async fn nobody_registers_for_another_or_with_a_stale_session() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    let alice = world.sign_in(World::user("alice")).await;
    let serial = begin::passkey(&world.service, &root.caller, "root-key").await.unwrap();
    let options = register::begin(&world.service, &root.caller, &serial).await.unwrap();
    let answer = SoftPasskey::new(1).create(&options);
    assert!(register::begin(&world.service, &alice.caller, &serial).await.is_err());
    assert!(register::waiting(&world.service, &alice.caller, &serial).await.is_err());
    assert!(register::finish(&world.service, &alice.caller, &serial, &answer).await.is_err());
    world.wait(600);
    let stale = register::begin(&world.service, &root.caller, &serial).await.unwrap_err();
    assert!(matches!(stale, ServiceError::NotFresh(_)), "{stale:?}");
}

#[tokio::test]
async fn programs_see_and_remove_it_as_aws_has_it_and_get_no_session_by_it() {
    let (world, root, _) = root_with_passkey().await;
    world.add_user(&root.caller, "alice", true).await;
    let alice = world.sign_in(World::user("alice")).await;
    let mut hers = SoftPasskey::new(2);
    world.register(&alice, "alice-key", &mut hers).await;
    let svc = &world.service;
    let key = world.access_key(&root.caller, Some("alice")).await;
    let program = world.program(&key).await.unwrap();
    let by_root = world.access_key(&root.caller, None).await;
    let by_root = world.program(&by_root).await.unwrap();

    let listed = mfa::list::run(svc, &program, None, all()).await.unwrap();
    let [device] = listed.items.as_slice() else { panic!("{listed:?}") };
    assert_eq!(device.user_name.as_deref(), Some("alice"));
    let found = mfa::get::run(svc, &program, None, &device.serial).await.unwrap();
    assert_eq!((&found.serial, found.enabled), (&device.serial, device.enabled));
    let of_root = mfa::list::run(svc, &by_root, None, all()).await.unwrap();
    assert!(mfa::get::run(svc, &by_root, None, &of_root.items[0].serial).await.is_ok());
    assert!(mfa::get::run(svc, &program, None, &of_root.items[0].serial).await.is_err());

    let virtual_ones =
        mfa::list_virtual::run(svc, &by_root, mfa::list_virtual::Assignment::Any, all());
    assert!(virtual_ones.await.unwrap().items.is_empty());
    let summary = service::iam::account::summary::run(svc, &by_root).await.unwrap();
    let count = |name: &str| summary.iter().find(|(entry, _)| *entry == name).unwrap().1;
    assert_eq!(
        (count("MFADevices"), count("MFADevicesInUse"), count("AccountMFAEnabled")),
        (0, 2, 1)
    );

    let command = GetSessionToken {
        mfa: TokenCode::new(&device.serial, "123456"),
        ..GetSessionToken::default()
    };
    let refused = get_session_token::run(svc, &program, command).await.unwrap_err();
    assert!(refused.to_string().contains("unable to validate MFA code"), "{refused}");

    let tag = tags::tag::run(
        svc,
        &by_root,
        Tagged::MfaDevice(device.serial.clone()),
        vec![Tag::parse("a", "b").unwrap()],
    );
    assert!(tag.await.is_err(), "passkeys have no tags");
    assert!(mfa::delete_virtual::run(svc, &by_root, &device.serial).await.is_err());
    mfa::deactivate::run(svc, &by_root, Some("alice"), &device.serial).await.unwrap();
    let left = mfa::list::run(svc, &program, None, all()).await.unwrap();
    assert!(left.items.is_empty());
    // Root took it away: the password alone leads to a new one, and to nothing else.
    let step = world.try_password(World::user("alice"), PASSWORD).await.unwrap();
    world.enrols_first(step).await;
}

#[tokio::test]
async fn eight_devices_of_all_kinds_and_no_more() {
    let (world, mut root, mut passkey) = root_with_passkey().await;
    for number in 0..DEVICES_PER_IDENTITY - 2 {
        world.enrol(&mut root, &format!("app-{number}")).await;
    }
    let root = world.sign_in_by(World::root(), &mut passkey).await;
    world.register(&root, "second-key", &mut SoftPasskey::new(2)).await;
    for refused in [
        begin::passkey(&world.service, &root.caller, "third-key").await.unwrap_err(),
        begin::run(&world.service, &root.caller, "app-9").await.unwrap_err(),
    ] {
        assert!(matches!(refused, ServiceError::Limit("devices", 8)), "{refused:?}");
    }
}

#[tokio::test]
async fn a_deleted_user_leaves_no_passkey_behind() {
    let (world, root, _) = root_with_passkey().await;
    world.add_user(&root.caller, "alice", false).await;
    let alice = world.sign_in(World::user("alice")).await;
    let mut hers = SoftPasskey::new(2);
    world.register(&alice, "alice-key", &mut hers).await;
    users::delete::run(&world.service, &root.caller, "alice").await.unwrap();
    world.add_user(&root.caller, "alice", false).await;
    let next = world.sign_in(World::user("alice")).await;
    world.register(&next, "alice-key", &mut hers).await;
}
