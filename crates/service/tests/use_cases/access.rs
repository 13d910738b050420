//! The access report: the stories' set-ups come out right, what nobody has told
//! counts as the worst, and nobody reads what is not for them.

use identity::audit::Action;
use identity::contact::Contact;
use identity::names::SerialNumber;
use service::access::{
    self, Asked, Change, Lock, MOST_THINGS, Sort, Tell, View, Word, consequence,
};
use service::activity::{self, Query};
use service::contacts::{confirm, send_code};
use service::devices::list;
use service::iam;
use service::users::reset::rule;
use service::users::set_administrator;
use service::{Caller, ServiceError};
use testing::{SignedInAs, SoftPasskey, World};

use crate::recovery::change_phone;
use crate::recovery_codes::make_codes;

pub(crate) async fn thing(world: &World, by: &Caller, name: &str, sort: Sort, lock: Lock) {
    access::add_thing(&world.service, by, name, sort, lock).await.unwrap();
}

pub(crate) async fn tell(
    world: &World,
    by: &Caller,
    about: &str,
    places: &[&str],
    word: Option<Word>,
) {
    let places = places.iter().map(|&place| place.to_owned()).collect();
    let tell = Tell { about: about.to_owned(), places, word };
    access::tell(&world.service, by, tell).await.unwrap();
}

async fn serial(world: &World, of: &Caller, name: &str) -> SerialNumber {
    let own = list::run(&world.service, of, of.identity()).await.unwrap();
    own.into_iter().find(|device| device.name == name).unwrap().serial
}

/// Says that an app is on a thing, and that there is no copy of it.
async fn app_on(world: &World, by: &Caller, device: &str, thing: &str) {
    let serial = serial(world, by, device).await;
    tell(world, by, &format!("device/{}", serial.as_str()), &[thing], None).await;
    tell(world, by, &format!("backup/{}", serial.as_str()), &[], Some(Word::Nowhere)).await;
}

async fn report(world: &World, by: &Caller, user: Option<&str>) -> View {
    what_if(world, by, user, &[], &[]).await
}

async fn what_if(
    world: &World,
    by: &Caller,
    user: Option<&str>,
    losing: &[&str],
    stealing: &[&str],
) -> View {
    let ids = |list: &[&str]| list.iter().map(|&id| id.to_owned()).collect();
    let asked = Asked {
        user: user.map(str::to_owned),
        losing: ids(losing),
        stealing: ids(stealing),
        picture_steals: false,
    };
    access::run(&world.service, by, asked).await.unwrap()
}

fn single_losses(view: &View) -> Vec<&str> {
    let singles = view.lockouts.iter().filter(|set| set.things.len() == 1);
    singles.flat_map(|set| &set.things).map(String::as_str).collect()
}

fn sets(view: &[access::SetSaid]) -> Vec<Vec<&str>> {
    view.iter().map(|set| set.things.iter().map(String::as_str).collect()).collect()
}

fn finds(view: &View, title: &str) -> bool {
    view.findings.iter().any(|finding| finding.title.contains(title))
}

async fn world_of_root() -> (World, SignedInAs) {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    (world, root)
}

/// Confirms root's address and sets a recovery number.
async fn contacts(world: &World, root: &Caller) {
    let command = send_code::SendCode {
        contact: Contact::Email,
        address: "owner@acme.example".to_owned(),
        name: String::new(),
    };
    send_code::run(&world.service, root, command).await.unwrap();
    let code = World::code_in(world.mail_to("owner@acme.example").await.last().unwrap());
    confirm::run(&world.service, root, Contact::Email, &code).await.unwrap();
    change_phone(world, root, "+49 30 1234567").await.unwrap();
}

/// Answers what is asked of root besides its devices.
async fn root_answers(world: &World, root: &Caller) {
    tell(world, root, "password", &[], Some(Word::Memory)).await;
    tell(world, root, "person", &[], Some(Word::Nowhere)).await;
    tell(world, root, "operator", &[], Some(Word::No)).await;
}

#[tokio::test]
async fn everything_in_one_phone_hangs_on_the_phone_and_its_pin() {
    let (world, mut root) = world_of_root().await;
    contacts(&world, &root.caller).await;
    world.enrol(&mut root, "app").await;
    let me = &root.caller;
    thing(&world, me, "my phone", Sort::Phone, Lock::Known).await;
    app_on(&world, me, "app", "my phone").await;
    root_answers(&world, me).await;
    for about in ["mailbox", "mailbox-factor", "number"] {
        tell(&world, me, about, &["my phone"], None).await;
    }
    let view = report(&world, me, None).await;
    assert_eq!(single_losses(&view), ["my phone", "PIN of my phone"]);
    assert!(sets(&view.breakins).contains(&vec!["my phone", "PIN of my phone"]), "{view:#?}");
    assert_eq!((view.survives_one_loss, view.withstands_one_theft), (Some(false), Some(true)));
    assert!(finds(&view, "go through one phone"), "{:?}", view.findings);
    assert_eq!(view.open_questions, 0);
    assert!(view.picture.contains("my phone") && view.picture.contains("<a href=\"?lose0="));
    assert!(view.suggestions.iter().any(|change| !change.effects.is_empty()));

    let phone = "thing/root/my phone";
    let lost = what_if(&world, me, None, &[phone], &[]).await.happens.unwrap();
    assert!(!lost.owner_in && !lost.thief_in && !lost.owner.is_empty());
    let snatched = [phone, "thing/root/my phone/lock"];
    let stolen = what_if(&world, me, None, &[], &snatched).await.happens.unwrap();
    assert!(stolen.owner_in && stolen.thief_in && !stolen.thief.is_empty());
}

#[tokio::test]
async fn phone_and_laptop_survive_the_loss_of_either() {
    let (world, mut root) = world_of_root().await;
    for name in ["phone-app", "laptop-app"] {
        world.enrol(&mut root, name).await;
    }
    let me = &root.caller;
    thing(&world, me, "phone", Sort::Phone, Lock::Known).await;
    thing(&world, me, "laptop", Sort::Computer, Lock::Known).await;
    app_on(&world, me, "phone-app", "phone").await;
    app_on(&world, me, "laptop-app", "laptop").await;
    root_answers(&world, me).await;
    let view = report(&world, me, None).await;
    assert_eq!(single_losses(&view), ["root’s memory of the password"]);
    assert!(sets(&view.lockouts).contains(&vec!["laptop", "phone"]), "{:?}", view.lockouts);
    let theft = vec!["root’s password", "phone", "PIN of phone"];
    assert!(sets(&view.breakins).contains(&theft), "{:?}", view.breakins);

    // A password kept on both as well: no single loss is left.
    tell(&world, me, "password", &["phone", "laptop"], Some(Word::Memory)).await;
    let view = report(&world, me, None).await;
    assert_eq!(view.survives_one_loss, Some(true), "{}", view.losses);
    let both = vec!["phone", "PIN of phone"];
    assert!(sets(&view.breakins).contains(&both), "it holds both: {:?}", view.breakins);
}

#[tokio::test]
async fn a_forgotten_app_backup_leaves_the_recovery_by_mail_and_phone() {
    let (world, mut root) = world_of_root().await;
    contacts(&world, &root.caller).await;
    world.enrol(&mut root, "app").await;
    let me = &root.caller;
    thing(&world, me, "app's cloud", Sort::Account, Lock::Forgotten).await;
    thing(&world, me, "phone", Sort::Phone, Lock::Known).await;
    thing(&world, me, "laptop", Sort::Computer, Lock::Known).await;
    app_on(&world, me, "app", "app's cloud").await;
    root_answers(&world, me).await;
    tell(&world, me, "mailbox", &["laptop"], None).await;
    tell(&world, me, "mailbox-factor", &["laptop"], None).await;
    tell(&world, me, "number", &["phone"], None).await;
    let view = report(&world, me, None).await;
    let singles = single_losses(&view);
    assert!(singles.contains(&"phone") && singles.contains(&"laptop"), "{singles:?}");
    assert!(!singles.contains(&"app's cloud"), "it opens nothing already: {singles:?}");
    let without = what_if(&world, me, None, &["number"], &[]).await.happens.unwrap();
    assert!(!without.owner_in, "the call was the only way");
    assert!(without.owner.iter().any(|line| line.contains("forgotten")), "{:?}", without.owner);
}

async fn two_administrators() -> (World, SignedInAs, SignedInAs, SignedInAs) {
    let (world, root) = world_of_root().await;
    for name in ["alice", "bob"] {
        world.add_user(&root.caller, name, true).await;
    }
    let mut both = Vec::new();
    for name in ["alice", "bob"] {
        let mut who = world.sign_in(World::user(name)).await;
        let app = format!("{name}-app");
        world.enrol(&mut who, &app).await;
        thing(&world, &who.caller, "phone", Sort::Phone, Lock::None).await;
        app_on(&world, &who.caller, &app, "phone").await;
        tell(&world, &who.caller, "password", &[], Some(Word::Memory)).await;
        both.push(who);
    }
    let bob = both.pop().unwrap();
    let root = world.sign_in(World::root()).await;
    (world, root, both.pop().unwrap(), bob)
}

#[tokio::test]
async fn two_administrators_reset_each_other_but_neither_holds_the_other_up() {
    let (world, root, alice, _) = two_administrators().await;
    let view = report(&world, &alice.caller, None).await;
    assert_eq!(view.survives_one_loss, Some(true), "{}", view.losses);
    assert!(finds(&view, "alone can reset another"), "{:?}", view.findings);
    let alone = vec!["root’s password"];
    assert!(sets(&view.breakins).contains(&alone), "root has no device: {:?}", view.breakins);
    let (mine, bobs) = ("thing/user/alice/phone", "thing/user/bob/phone");
    let one = what_if(&world, &alice.caller, None, &[mine, "root"], &[]).await.happens.unwrap();
    assert!(one.owner_in, "bob resets alice");
    let all = what_if(&world, &alice.caller, None, &[mine, "root", bobs], &[]).await;
    assert!(!all.happens.unwrap().owner_in, "a circle supports nothing");
    let steals = [bobs, "user/bob/password"];
    let thief = what_if(&world, &alice.caller, None, &[], &steals).await.happens.unwrap();
    assert!(thief.thief_in, "who is bob becomes alice");

    rule::set(&world.service, &root.caller, true).await.unwrap();
    let thief = what_if(&world, &alice.caller, None, &[], &steals).await.happens.unwrap();
    assert!(!thief.thief_in, "it takes two now");
}

/// Who administers by another policy than AWS's own is an administrator here as well.
#[tokio::test]
async fn administrators_are_known_by_what_policies_let_them_do() {
    let (world, root, alice, bob) = two_administrators().await;
    let svc = &world.service;
    let holder = || iam::Holder::User("bob".to_owned());
    let everything = r#"{"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    iam::inline::put::run(svc, &root.caller, holder(), "own", everything).await.unwrap();
    set_administrator::run(svc, &root.caller, "bob", false).await.unwrap();
    let called = async || {
        let view = report(&world, &alice.caller, None).await;
        view.words.iter().any(|line| line.contains("bob, administrator"))
    };
    assert!(called().await);

    rule::set(svc, &root.caller, true).await.unwrap();
    let steals = ["thing/user/alice/phone", "user/alice/password"];
    let thief = what_if(&world, &bob.caller, None, &[], &steals).await.happens.unwrap();
    assert!(!thief.thief_in, "it takes two to reset bob");

    let reads = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    iam::boundaries::put::run(svc, &root.caller, holder(), reads).await.unwrap();
    assert!(!called().await, "a boundary holds bob back");
}

#[tokio::test]
async fn a_number_given_up_shuts_out_the_owner_and_opens_to_a_stranger() {
    let (world, mut root) = world_of_root().await;
    contacts(&world, &root.caller).await;
    let mut key = SoftPasskey::new(9);
    world.register(&root, "key", &mut key).await;
    let me = root.caller.clone();
    root_answers(&world, &me).await;
    thing(&world, &me, "laptop", Sort::Computer, Lock::Known).await;
    tell(&world, &me, "mailbox", &[], Some(Word::Nowhere)).await;
    tell(&world, &me, "mailbox-factor", &[], Some(Word::Nowhere)).await;
    for question in access::questions(&world.service, &me).await.unwrap().1 {
        if question.about.starts_with("device/") {
            tell(&world, &me, &question.about, &["laptop"], None).await;
        }
    }
    tell(&world, &me, "number", &["laptop"], None).await;
    let before = report(&world, &me, None).await;
    tell(&world, &me, "number", &[], Some(Word::Nowhere)).await;
    let view = report(&world, &me, None).await;
    assert!(finds(&view, "given up"), "{:?}", view.findings);
    let mailbox = vec!["the mailbox’s password"];
    assert!(sets(&view.breakins).contains(&mailbox), "{:?}", view.breakins);
    assert!(!sets(&before.breakins).contains(&mailbox), "{:?}", before.breakins);
    root = world.sign_in_by(World::root(), &mut key).await;
    assert!(report(&world, &root.caller, None).await.root);
}

#[tokio::test]
async fn what_nobody_has_told_is_all_in_one_place_and_on_every_thing() {
    let (world, mut root) = world_of_root().await;
    for name in ["one", "two"] {
        world.enrol(&mut root, name).await;
    }
    let me = &root.caller;
    let view = report(&world, me, None).await;
    assert_eq!(single_losses(&view), ["a thing that the root user has not named"]);
    assert!(view.withstands_one_theft == Some(false) && view.open_questions > 4);
    assert!(view.hangs_on.iter().any(|line| line.starts_with("Not known")), "{:?}", view.hangs_on);

    // One of them told: the other may be on the same phone.
    thing(&world, me, "phone", Sort::Phone, Lock::None).await;
    app_on(&world, me, "one", "phone").await;
    tell(&world, me, "password", &[], Some(Word::Memory)).await;
    let view = report(&world, me, None).await;
    assert!(single_losses(&view).contains(&"phone"), "{:?}", single_losses(&view));
    thing(&world, me, "laptop", Sort::Computer, Lock::None).await;
    app_on(&world, me, "two", "laptop").await;
    let view = report(&world, me, None).await;
    assert!(!single_losses(&view).contains(&"phone"), "{:?}", single_losses(&view));
}

#[tokio::test]
async fn nobody_reads_what_is_not_for_them() {
    let (world, root, alice, bob) = two_administrators().await;
    world.add_user(&root.caller, "carol", false).await;
    let carol = world.sign_in(World::user("carol")).await;
    thing(&world, &root.caller, "root's safe", Sort::Paper, Lock::None).await;
    tell(&world, &root.caller, "password", &["root's safe"], None).await;

    let asked = |name: &str| Asked { user: Some(name.to_owned()), ..Asked::default() };
    let refused = access::run(&world.service, &carol.caller, asked("alice")).await;
    assert!(matches!(refused, Err(ServiceError::Denied)), "{refused:?}");
    let refused = access::run(&world.service, &alice.caller, asked("root")).await;
    assert!(matches!(refused, Err(ServiceError::NotFound(_))), "root is no user: {refused:?}");
    let refused = access::run(&world.service, &carol.caller, asked("nobody")).await;
    assert!(matches!(refused, Err(ServiceError::Denied)), "{refused:?}");

    let own = report(&world, &carol.caller, None).await;
    let all = format!("{own:?}");
    assert!(own.own && all.contains("alice") && !all.contains("alice-app"), "names and no more");
    let of_alice = format!("{:?}", report(&world, &alice.caller, None).await);
    assert!(of_alice.contains("bob’s password") && !of_alice.contains("safe"), "{of_alice}");
    assert!(!report(&world, &bob.caller, Some("alice")).await.own);
    let of_root = format!("{:?}", report(&world, &root.caller, Some("alice")).await);
    assert!(of_root.contains("root's safe"));

    let refused = access::overview(&world.service, &carol.caller, None).await;
    assert!(matches!(refused, Err(ServiceError::Denied)), "{refused:?}");
    let overview = access::overview(&world.service, &alice.caller, None).await.unwrap();
    let names: Vec<&str> = overview.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!((names, overview.total), (vec!["bob", "carol"], 3));

    let stranger = what_if_of(&world, &alice.caller, "user/nobody").await;
    assert!(matches!(stranger, Err(ServiceError::NotFound("thing"))), "{stranger:?}");
}

async fn what_if_of(world: &World, by: &Caller, id: &str) -> Result<View, ServiceError> {
    let asked = Asked { losing: vec![id.to_owned()], ..Asked::default() };
    access::run(&world.service, by, asked).await
}

#[tokio::test]
async fn answers_are_checked_sealed_and_on_record_without_their_content() {
    let (world, mut root) = world_of_root().await;
    world.enrol(&mut root, "app").await;
    let me = &root.caller;
    thing(&world, me, "drawer at home", Sort::Paper, Lock::Known).await;
    for (about, places, word) in [
        ("password", vec!["attic"], None),
        ("password", vec!["drawer at home"], Some(Word::Nowhere)),
        ("operator", vec!["drawer at home"], None),
        ("device/arn:aws:iam::123456789012:mfa/other", vec!["drawer at home"], None),
        ("codes", vec!["drawer at home"], None),
    ] {
        let places: Vec<String> = places.iter().map(|&place| place.to_owned()).collect();
        let tell = Tell { about: about.to_owned(), places, word };
        let refused = access::tell(&world.service, me, tell).await;
        assert!(refused.is_err(), "{about} {word:?}");
    }
    tell(&world, me, "password", &["Drawer at Home"], None).await;
    let (answers, _) = access::questions(&world.service, me).await.unwrap();
    assert_eq!((answers.things.len(), answers.things[0].lock), (1, Lock::None));

    for number in 1..MOST_THINGS {
        thing(&world, me, &format!("thing {number}"), Sort::Key, Lock::None).await;
    }
    let full =
        access::add_thing(&world.service, me, "one more", Sort::Key, Lock::None).await.unwrap_err();
    assert!(matches!(full, ServiceError::Limit("things", MOST_THINGS)), "{full:?}");
    for bad in ["", "a\u{202e}b", "a\nb", &"x".repeat(60)] {
        let bad = access::add_thing(&world.service, me, bad, Sort::Key, Lock::None).await;
        assert!(matches!(bad, Err(ServiceError::Invalid { field: "name", .. })), "{bad:?}");
    }
    access::remove_thing(&world.service, me, "drawer at home").await.unwrap();
    let (answers, questions) = access::questions(&world.service, me).await.unwrap();
    assert!(answers.answers.is_empty(), "what was kept there is not known any more");
    assert!(questions.iter().all(|question| question.told.is_none()));

    let query = Query { action: Some(Action::UpdateAccessAnswers), ..Query::default() };
    let page = activity::run(&world.service, me, query).await.unwrap();
    assert!(page.records.len() > 10);
    let record = format!("{:?}", page.records).to_lowercase();
    assert!(!record.contains("drawer"), "{record}");
}

#[tokio::test]
async fn a_change_is_told_before_it_is_made() {
    let (world, mut root) = world_of_root().await;
    for name in ["phone-app", "laptop-app"] {
        world.enrol(&mut root, name).await;
    }
    make_codes(&world, &root.caller).await;
    let me = &root.caller;
    for name in ["phone", "laptop"] {
        thing(&world, me, name, Sort::Computer, Lock::None).await;
        app_on(&world, me, &format!("{name}-app"), name).await;
    }
    thing(&world, me, "safe", Sort::Paper, Lock::None).await;
    tell(&world, me, "codes", &["safe"], None).await;
    tell(&world, me, "password", &["phone", "laptop"], Some(Word::Memory)).await;
    tell(&world, me, "person", &[], Some(Word::Nowhere)).await;

    let svc = &world.service;
    let codes = consequence(svc, me, Change::Codes).await.unwrap().consequences;
    assert!(codes[0].worse && codes[0].own, "two are left, but fewer losses do: {codes:?}");
    let phone = serial(&world, me, "phone-app").await;
    let device = consequence(svc, me, Change::Device(None, phone)).await.unwrap().consequences;
    assert!(device[0].lines.iter().any(|line| line.contains("laptop")), "{device:?}");
    let still = report(&world, me, None).await;
    assert_eq!(still.survives_one_loss, Some(true), "nothing was changed by asking");

    let (world, root, alice, _) = two_administrators().await;
    let svc = &world.service;
    let gone = consequence(svc, &alice.caller, Change::User("bob".to_owned())).await.unwrap();
    assert!(gone.unseen.is_empty(), "{:?}", gone.unseen);
    let mine = gone.consequences.iter().find(|told| told.own).unwrap();
    assert!(mine.lines.iter().any(|line| line.starts_with("new:")), "{mine:?}");
    let unmade = Change::Administrator("alice".to_owned());
    let told = consequence(svc, &root.caller, unmade).await.unwrap();
    let worse = told.consequences.iter().any(|told| told.name == "bob" && told.worse);
    assert!(worse, "{told:?}");
    let refused = consequence(svc, &alice.caller, Change::User("nobody".to_owned())).await;
    assert!(matches!(refused, Err(ServiceError::NotFound(_))), "{refused:?}");
}

/// Everybody answers for themselves: no use case takes a name, and what is said of a
/// device must be of one's own.
#[tokio::test]
async fn what_one_tells_changes_nobody_elses_answers() {
    let (world, _, alice, bob) = two_administrators().await;
    let (account, who) = (bob.caller.account(), bob.caller.identity().clone());
    let kept = async || {
        let who = who.clone();
        let read = storage::read(world.store.as_ref(), move |tx| tx.access_answers(account, &who));
        read.await.unwrap()
    };
    let before = kept().await;
    assert!(before.is_some(), "bob has told where his things are");
    let bobs = serial(&world, &bob.caller, "bob-app").await;
    thing(&world, &alice.caller, "bank vault", Sort::Paper, Lock::Known).await;
    tell(&world, &alice.caller, "password", &["bank vault"], None).await;
    for about in ["device", "backup"] {
        let about = format!("{about}/{}", bobs.as_str());
        let foreign = Tell { about, places: vec!["bank vault".to_owned()], word: None };
        let refused = access::tell(&world.service, &alice.caller, foreign).await;
        assert!(refused.is_err(), "a device of somebody else");
    }
    assert_eq!(kept().await, before);
}
