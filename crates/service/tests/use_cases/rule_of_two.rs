//! Resets of administrators that take two of them, and what somebody could try to do it alone.

use identity::audit::Reason;
use service::devices::{list, remove};
use service::iam::{self, attachments, groups};
use service::signin::password;
use service::users::reset::{self, Outcome, Reset};
use service::users::{set_administrator, view};
use service::{Caller, Service, ServiceError, mfa};
use testing::World;

use crate::activity::last_refusal;
use crate::resets::house;

#[tokio::test]
async fn where_it_takes_two_one_asks_and_another_approves() {
    let house = house().await;
    let (world, svc) = (&house.world, &house.world.service);
    reset::rule::set(svc, &house.alice.caller, true).await.unwrap();
    assert_eq!(house.reset(&house.alice.caller).await.unwrap(), Outcome::Asked);
    assert!(world.caller(&house.bob.session).await.is_ok(), "nothing has happened yet");
    let alone = reset::run::approve(svc, &house.alice.caller, "bob").await.unwrap_err();
    assert!(matches!(alone, ServiceError::SecondNeeded), "nobody approves their own request");
    assert_eq!(last_refusal(world, &house.root.caller).await, Some(Reason::SecondNeeded));

    let carol = world.sign_in(World::user("carol")).await;
    let home = service::home::run(svc, &carol.caller).await.unwrap();
    assert_eq!(home.waiting_resets, ["bob"], "administrators are told where they look first");
    let seen = view::run(svc, &carol.caller, "bob").await.unwrap();
    let waiting = seen.reset.unwrap();
    assert_eq!((waiting.asked_by.as_str(), waiting.by_caller), ("alice", false));
    let done = reset::run::approve(svc, &carol.caller, "bob").await.unwrap();
    assert_eq!(done, Reset { devices: 1, codes: 10 });
    let twice = reset::run::approve(svc, &carol.caller, "bob").await.unwrap_err();
    assert!(matches!(twice, ServiceError::Gone(_)));
    let mut bob = house.enrolling().await;
    world.enrol(&mut bob, "bob-tablet").await;
}

/// Demote, reset, promote: one administrator who becomes another.
#[tokio::test]
async fn who_was_an_administrator_until_lately_is_not_reset_by_one() {
    let house = house().await;
    let (world, svc, alice) = (&house.world, &house.world.service, &house.alice.caller);
    let owner = house.bob.caller.identity().clone();
    let serial = list::run(svc, &house.bob.caller, &owner).await.unwrap()[0].serial.clone();
    reset::rule::set(svc, alice, true).await.unwrap();
    world.mail().await;
    set_administrator::run(svc, alice, "bob", false).await.unwrap();
    let mail = world.mail().await;
    assert_eq!(mail[0].kind, "lost-administrator");
    assert!(mail[0].content.text.contains("alice"), "{}", mail[0].content.text);

    assert_eq!(house.reset(alice).await.unwrap(), Outcome::Asked);
    assert!(view::run(svc, alice, "bob").await.unwrap().reset_takes_two);
    let removed = remove::of_user(svc, alice, &owner, &serial).await.unwrap_err();
    assert!(matches!(removed, ServiceError::SecondNeeded), "{removed:?}");
    let key = world.access_key(&house.root.caller, Some("alice")).await;
    let program = world.program(&key).await.unwrap();
    let by_program = mfa::deactivate::run(svc, &program, Some("bob"), serial.as_str()).await;
    assert!(matches!(by_program.unwrap_err(), ServiceError::Api(_)));
    set_administrator::run(svc, alice, "bob", true).await.unwrap();
    set_administrator::run(svc, alice, "bob", false).await.unwrap();

    // Three days later everybody has had the mail, and bob may nothing any more.
    world.wait(72 * 3600 - 1);
    let alice = world.sign_in(World::user("alice")).await;
    assert_eq!(house.reset(&alice.caller).await.unwrap(), Outcome::Asked);
    world.wait(2);
    let outcome = house.reset(&alice.caller).await.unwrap();
    assert_eq!(outcome, Outcome::Done(Reset { devices: 1, codes: 10 }));
}

#[tokio::test]
async fn no_way_of_taking_administration_away_evades_the_rule_of_two() {
    let administrators = || iam::Holder::Group("admins".into());
    let policy = "arn:aws:iam::aws:policy/AdministratorAccess";
    for way in ["another name", "out of the group", "the group's policy", "both", "renamed group"] {
        let world = World::with_account().await;
        let svc = &world.service;
        let root = world.sign_in(World::root()).await;
        world.add_user(&root.caller, "alice", true).await;
        for name in ["bob", "dave"] {
            world.add_user(&root.caller, name, false).await;
        }
        let key = world.access_key(&root.caller, Some("alice")).await;
        let program = world.program(&key).await.unwrap();
        let alice = world.sign_in(World::user("alice")).await;
        groups::create::run(svc, &program, "admins", None).await.unwrap();
        attachments::attach::run(svc, &program, administrators(), policy).await.unwrap();
        groups::add_user::run(svc, &program, "admins", "bob").await.unwrap();
        reset::rule::set(svc, &alice.caller, true).await.unwrap();
        let out = async || groups::remove_user::run(svc, &program, "admins", "bob").await;
        let detached =
            async || attachments::detach::run(svc, &program, administrators(), policy).await;
        let mut name = "bob";
        match way {
            "another name" => {
                out().await.unwrap();
                name = "robert";
                let command = iam::users::update::UpdateUser {
                    name: "bob".to_owned(),
                    new_name: Some(name.to_owned()),
                    new_path: Some("/left/".to_owned()),
                };
                iam::users::update::run(svc, &program, command).await.unwrap();
            }
            "out of the group" => out().await.unwrap(),
            "the group's policy" => detached().await.unwrap(),
            "both" => {
                detached().await.unwrap();
                out().await.unwrap();
            }
            _ => {
                detached().await.unwrap();
                let command = groups::update::UpdateGroup {
                    name: "admins".to_owned(),
                    new_name: Some("friends".to_owned()),
                    new_path: None,
                };
                groups::update::run(svc, &program, command).await.unwrap();
            }
        }
        let seen = view::run(svc, &alice.caller, name).await.unwrap();
        assert!(!seen.administrator && seen.reset_takes_two, "{way}");
        let asked = reset::run::run(svc, &alice.caller, name).await.unwrap();
        assert_eq!(asked, Outcome::Asked, "{way}");
        // Others are reset by one as before.
        let other = reset::run::run(svc, &alice.caller, "dave").await.unwrap();
        assert!(matches!(other, Outcome::Done(_)), "{way}");
    }
}

async fn policy(svc: &Service, by: &Caller, name: &str, document: &str) -> String {
    let command = iam::policies::create::CreatePolicy {
        name: name.to_owned(),
        path: None,
        description: None,
        document: document.to_owned(),
        tags: Vec::new(),
    };
    iam::policies::create::run(svc, by, command).await.unwrap().arn
}

const EVERYTHING: &str = r#"{"Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
const NOTHING: &str = r#"{"Version": "2012-10-17",
    "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#;
const READS: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/// Is one way of taking bob's administration away.
struct TakenAway<'a> {
    way: &'a str,
    holder: iam::Holder,
    own: &'a str,
    bounds: &'a str,
}

impl TakenAway<'_> {
    async fn happens(self, svc: &Service, owner: &Caller, program: &Caller) {
        let Self { way, holder, own, bounds } = self;
        let version = async |arn: &str| {
            iam::policies::create_version::run(svc, program, arn, NOTHING, true).await.unwrap();
        };
        let denies = async || policy(svc, owner, "denies", NOTHING).await;
        match way {
            "detached" | "group detached" => {
                attachments::detach::run(svc, program, holder, own).await.unwrap();
            }
            "deleted" | "group deleted" => {
                iam::inline::delete::run(svc, program, holder, "own").await.unwrap();
            }
            "replaced" | "group replaced" => {
                iam::inline::put::run(svc, program, holder, "own", NOTHING).await.unwrap();
            }
            "boundary" => {
                iam::boundaries::put::run(svc, program, holder, READS).await.unwrap();
            }
            "denied" | "group denied" => {
                attachments::attach::run(svc, program, holder, &denies().await).await.unwrap();
            }
            "joined a group" => {
                groups::create::run(svc, owner, "none", None).await.unwrap();
                let none = iam::Holder::Group("none".into());
                attachments::attach::run(svc, owner, none, &denies().await).await.unwrap();
                groups::add_user::run(svc, program, "none", "bob").await.unwrap();
            }
            "boundary changed" => version(bounds).await,
            "version" | "version of group" => version(own).await,
            "back to version" => {
                iam::policies::set_default_version::run(svc, program, own, "v2").await.unwrap();
            }
            _ => groups::remove_user::run(svc, program, "admins", "bob").await.unwrap(),
        }
    }
}

/// The same where a policy of the account makes administrators. What the policy allowed
/// cannot be seen afterwards, so taking any away counts, but none that is known.
#[tokio::test]
async fn nor_does_a_way_of_taking_other_policies_away() {
    let user = || iam::Holder::User("bob".into());
    let group = || iam::Holder::Group("admins".into());
    for way in [
        "known",
        "detached",
        "deleted",
        "replaced",
        "boundary",
        "version",
        "back to version",
        "group detached",
        "group deleted",
        "group replaced",
        "out of the group",
        "version of group",
        "denied",
        "group denied",
        "joined a group",
        "boundary changed",
    ] {
        let world = World::with_account().await;
        let svc = &world.service;
        let root = world.sign_in(World::root()).await;
        world.add_user(&root.caller, "alice", true).await;
        world.add_user(&root.caller, "bob", false).await;
        let owner = world.program(&world.access_key(&root.caller, None).await).await.unwrap();
        // It has the name of one that comes with the service.
        let own = policy(svc, &owner, "ReadOnlyAccess", EVERYTHING).await;
        let version = async |by: &Caller, document: &str| {
            iam::policies::create_version::run(svc, by, &own, document, true).await.unwrap();
        };
        if way == "back to version" {
            version(&owner, NOTHING).await;
            version(&owner, EVERYTHING).await;
        }
        let of_group = way.contains("group") && way != "joined a group";
        let holder = || if of_group { group() } else { user() };
        if of_group {
            groups::create::run(svc, &owner, "admins", None).await.unwrap();
            groups::add_user::run(svc, &owner, "admins", "bob").await.unwrap();
        }
        let bounds = policy(svc, &owner, "bounds", EVERYTHING).await;
        if way == "boundary changed" {
            iam::boundaries::put::run(svc, &owner, user(), &bounds).await.unwrap();
        }
        let inline = ["deleted", "replaced"].iter().any(|end| way.ends_with(end));
        if inline {
            iam::inline::put::run(svc, &owner, holder(), "own", EVERYTHING).await.unwrap();
        } else {
            attachments::attach::run(svc, &owner, holder(), &own).await.unwrap();
        }
        attachments::attach::run(svc, &owner, user(), READS).await.unwrap();
        let alice = world.sign_in(World::user("alice")).await;
        let program = world.access_key(&root.caller, Some("alice")).await;
        let program = world.program(&program).await.unwrap();
        reset::rule::set(svc, &alice.caller, true).await.unwrap();
        let two = async || view::run(svc, &alice.caller, "bob").await.unwrap().reset_takes_two;
        assert!(two().await, "{way}: an administrator");
        // Root takes the administration away, and that does not count.
        if way == "known" {
            attachments::detach::run(svc, &owner, user(), &own).await.unwrap();
            assert!(!two().await, "root took it away");
            attachments::detach::run(svc, &program, user(), READS).await.unwrap();
            assert!(!two().await, "it never made an administrator");
            continue;
        }
        let of = TakenAway { way, holder: holder(), own: &own, bounds: &bounds };
        of.happens(svc, &owner, &program).await;
        let seen = view::run(svc, &alice.caller, "bob").await.unwrap();
        assert!(!seen.administers && seen.reset_takes_two, "{way}");
        world.wait(72 * 3600 + 1);
        let alice = world.sign_in(World::user("alice")).await;
        let seen = view::run(svc, &alice.caller, "bob").await.unwrap();
        assert!(!seen.reset_takes_two, "{way}: three days later");
    }
}

#[tokio::test]
async fn requests_lapse_and_are_turned_down_also_by_whom_they_are_about() {
    let house = house().await;
    let svc = &house.world.service;
    reset::rule::set(svc, &house.alice.caller, true).await.unwrap();
    house.reset(&house.alice.caller).await.unwrap();
    reset::dismiss::run(svc, &house.bob.caller, "bob").await.unwrap();
    let carol = house.world.sign_in(World::user("carol")).await;
    let gone = reset::run::approve(svc, &carol.caller, "bob").await.unwrap_err();
    assert!(matches!(gone, ServiceError::Gone(_)));

    house.reset(&house.alice.caller).await.unwrap();
    house.world.wait(24 * 3600);
    let carol = house.world.sign_in(World::user("carol")).await;
    let late = reset::run::approve(svc, &carol.caller, "bob").await.unwrap_err();
    assert!(matches!(late, ServiceError::Gone(_)), "{late:?}");
}

/// No other door takes an administrator's device away alone.
#[tokio::test]
async fn the_rule_of_two_holds_at_every_door_and_only_root_gives_it_up() {
    let house = house().await;
    let (world, svc) = (&house.world, &house.world.service);
    reset::rule::set(svc, &house.alice.caller, true).await.unwrap();
    let owner = house.bob.caller.identity();
    let serial = list::run(svc, &house.bob.caller, owner).await.unwrap()[0].serial.clone();
    let one = remove::of_user(svc, &house.alice.caller, owner, &serial).await.unwrap_err();
    assert!(matches!(one, ServiceError::SecondNeeded), "{one:?}");
    let key = world.access_key(&house.root.caller, Some("alice")).await;
    let program = world.program(&key).await.unwrap();
    let two = mfa::deactivate::run(svc, &program, Some("bob"), serial.as_str()).await;
    assert!(matches!(two.unwrap_err(), ServiceError::Api(_)));
    let given_up = reset::rule::set(svc, &house.alice.caller, false).await.unwrap_err();
    assert!(matches!(given_up, ServiceError::Denied));
    assert_eq!(house.reset(&house.alice.caller).await.unwrap(), Outcome::Asked);

    // Root is never stuck, and who is no administrator is reset by one.
    assert!(matches!(house.reset(&house.root.caller).await.unwrap(), Outcome::Done(_)));
    set_administrator::run(svc, &house.root.caller, "carol", false).await.unwrap();
    let carol = reset::run::run(svc, &house.alice.caller, "carol").await.unwrap();
    assert!(matches!(carol, Outcome::Done(_)));
    reset::rule::set(svc, &house.root.caller, false).await.unwrap();
    assert!(matches!(house.reset(&house.alice.caller).await.unwrap(), Outcome::Done(_)));
    let who = World::user("bob");
    let origin = World::origin();
    let password = identity::password::Password::new("wrong");
    let wrong = password::run(svc, password::SignIn { who, password, origin }).await;
    assert!(matches!(wrong.unwrap_err(), ServiceError::SignInRefused));
}

/// Who administers by another policy than AdministratorAccess counts, and who has it and
/// is held back does not.
#[tokio::test]
async fn the_rule_of_two_goes_by_what_policies_let_somebody_do() {
    let house = house().await;
    let (world, svc, root) = (&house.world, &house.world.service, &house.root.caller);
    for (name, attached) in [("erin", false), ("frank", true)] {
        world.add_user(root, name, attached).await;
    }
    let holder = |name: &str| iam::Holder::User(name.to_owned());
    let everything = r#"{"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    iam::inline::put::run(svc, root, holder("erin"), "own", everything).await.unwrap();
    let reads = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    iam::boundaries::put::run(svc, root, holder("frank"), reads).await.unwrap();
    let erin = world.sign_in(World::user("erin")).await.caller;
    let frank = world.sign_in(World::user("frank")).await.caller;
    assert!(erin.is_administrator() && !frank.is_administrator());

    let held_back = reset::rule::set(svc, &frank, true).await.unwrap_err();
    assert!(matches!(held_back, ServiceError::Denied), "{held_back:?}");
    reset::rule::set(svc, &erin, true).await.unwrap();
    assert_eq!(house.reset(&house.alice.caller).await.unwrap(), Outcome::Asked);
    let held_back = reset::run::approve(svc, &frank, "bob").await.unwrap_err();
    assert!(matches!(held_back, ServiceError::Denied), "{held_back:?}");
    reset::run::approve(svc, &erin, "bob").await.unwrap();

    // Nor is such an administrator reset by one alone.
    let asked = reset::run::run(svc, &house.alice.caller, "erin").await.unwrap();
    assert_eq!(asked, Outcome::Asked);
}
