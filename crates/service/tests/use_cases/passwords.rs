//! Passwords, reports and simulations for programs.

use identity::password::{AccountPasswordPolicy, Password};
use service::iam::authorization_details::{self, Detail, Section};
use service::iam::credential_report::generate::State;
use service::iam::credential_report::{generate, get as get_report};
use service::iam::login_profiles::create::CreateProfile;
use service::iam::login_profiles::update::UpdateProfile;
use service::iam::login_profiles::{create, delete, get, update};
use service::iam::passwords::{change, delete_policy, get_policy, update_policy};
use service::iam::simulation::{
    ContextEntry, Simulation, custom, keys_of_custom, keys_of_principal, principal,
};
use service::iam::{Holder, account, inline, users};
use service::signin::Step;
use service::{Caller, Kind, PageRequest, ServiceError};
use testing::{PASSWORD, Program, World};

use crate::programs::{all, kind, message};

const OTHER: &str = "nine loud herons dive";

struct Acme {
    world: World,
    root: Caller,
    key: Program,
}

async fn acme() -> Acme {
    let world = World::with_account().await;
    let console = world.sign_in(World::root()).await;
    let key = world.access_key(&console.caller, None).await;
    let root = world.program(&key).await.unwrap();
    Acme { world, root, key }
}

fn profile(name: &str, password: &str) -> CreateProfile {
    CreateProfile {
        user_name: Some(name.to_owned()),
        password: Some(Password::new(password)),
        reset_required: false,
    }
}

#[tokio::test]
async fn login_profiles_live_and_end() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    let named = users::create::CreateUser { name: "alice".into(), ..Default::default() };
    users::create::run(svc, root, named).await.unwrap();
    let missing = get::run(svc, root, Some("alice")).await;
    assert_eq!(message(missing), "Login Profile for User alice cannot be found.");
    let weak = create::run(svc, root, profile("alice", "short")).await;
    assert_eq!(kind(weak), Kind::PasswordPolicyViolation);
    create::run(svc, root, profile("alice", PASSWORD)).await.unwrap();
    let twice = create::run(svc, root, profile("alice", PASSWORD)).await;
    assert_eq!(message(twice), "Login Profile for user alice already exists.");
    let console = acme.world.sign_in(World::user("alice")).await;

    let reset = UpdateProfile {
        user_name: "alice".into(),
        password: Some(Password::new(OTHER)),
        reset_required: Some(true),
    };
    update::run(svc, root, reset).await.unwrap();
    assert!(acme.world.caller(&console.session).await.is_err(), "sessions end");
    assert!(get::run(svc, root, Some("alice")).await.unwrap().reset_required);
    assert!(acme.world.try_password(World::user("alice"), PASSWORD).await.is_err());
    let step = acme.world.try_password(World::user("alice"), OTHER).await.unwrap();
    assert!(matches!(step, Step::NewPassword(_)));
    delete::run(svc, root, Some("alice")).await.unwrap();
    assert_eq!(kind(delete::run(svc, root, Some("alice")).await), Kind::NoSuchEntity);
    let roots = create::run(svc, root, CreateProfile { user_name: None, ..profile("", OTHER) });
    assert_eq!(kind(roots.await), Kind::ValidationError);
}

#[tokio::test]
async fn users_change_their_own_password_when_they_may() {
    let acme = acme().await;
    let svc = &acme.world.service;
    let alice = acme.world.add_program(&acme.root, "alice", false).await;
    let change = |old: &str, new: &str| {
        let (old, new) = (Password::new(old), Password::new(new));
        let alice = alice.clone();
        async move { change::run(svc, &alice, &old, new).await }
    };
    assert_eq!(kind(change(PASSWORD, OTHER).await), Kind::AccessDenied);
    assert_eq!(kind(get_policy::run(svc, &alice).await), Kind::AccessDenied);
    let open = AccountPasswordPolicy { allow_change: true, ..Default::default() };
    update_policy::run(svc, &acme.root, open).await.unwrap();
    assert_eq!(get_policy::run(svc, &alice).await.unwrap(), open);
    let wrong = change(OTHER, OTHER).await;
    assert_eq!(message(wrong), "The old password was incorrect.");
    assert_eq!(kind(change(PASSWORD, "alice").await), Kind::PasswordPolicyViolation);
    change(PASSWORD, OTHER).await.unwrap();
    assert!(acme.world.try_password(World::user("alice"), OTHER).await.is_ok());
    let old = Password::new(PASSWORD);
    let of_root = change::run(svc, &acme.root, &old, Password::new(OTHER)).await;
    assert_eq!(kind(of_root), Kind::InvalidUserType);
}

#[tokio::test]
async fn the_password_policy_is_set_as_a_whole_and_binds_users_alone() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    let unset = message(get_policy::run(svc, root).await);
    assert_eq!(unset, "The Password Policy with domain name 123456789012 cannot be found.");
    let strict = AccountPasswordPolicy {
        require_uppercase: true,
        reuse_prevention: Some(2),
        ..Default::default()
    };
    update_policy::run(svc, root, strict).await.unwrap();
    assert_eq!(get_policy::run(svc, root).await.unwrap(), strict);
    let named = users::create::CreateUser { name: "bob".into(), ..Default::default() };
    users::create::run(svc, root, named).await.unwrap();
    let refused = create::run(svc, root, profile("bob", PASSWORD)).await;
    assert!(
        message(refused).starts_with("Password does not conform to the account password policy.")
    );
    let passwords = ["Nine loud herons dive", "Ten tall herons dance", "Six slow herons sleep"];
    create::run(svc, root, profile("bob", passwords[0])).await.unwrap();
    let set = async |text: &str| {
        acme.world.wait(1);
        let command = UpdateProfile {
            user_name: "bob".into(),
            password: Some(Password::new(text)),
            reset_required: None,
        };
        update::run(svc, root, command).await
    };
    assert_eq!(kind(set(passwords[0]).await), Kind::PasswordPolicyViolation);
    set(passwords[1]).await.unwrap();
    assert_eq!(kind(set(passwords[0]).await), Kind::PasswordPolicyViolation);
    set(passwords[2]).await.unwrap();
    set(passwords[0]).await.unwrap();
    let unsound = AccountPasswordPolicy { minimum_length: 5, ..Default::default() };
    assert_eq!(kind(update_policy::run(svc, root, unsound).await), Kind::ValidationError);
    delete_policy::run(svc, root).await.unwrap();
    assert_eq!(kind(delete_policy::run(svc, root).await), Kind::NoSuchEntity);
}

#[tokio::test]
async fn old_passwords_are_replaced_or_closed() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    acme.world.add_user(root, "alice", false).await;
    let aging = AccountPasswordPolicy { max_age_days: Some(1), ..Default::default() };
    update_policy::run(svc, root, aging).await.unwrap();
    acme.world.sign_in(World::user("alice")).await;
    acme.world.wait(24 * 3600);
    let step = acme.world.try_password(World::user("alice"), PASSWORD).await.unwrap();
    assert!(matches!(step, Step::NewPassword(_)), "{step:?}");
    let closed = AccountPasswordPolicy { hard_expiry: true, ..aging };
    update_policy::run(svc, root, closed).await.unwrap();
    let refused = acme.world.try_password(World::user("alice"), PASSWORD).await.unwrap_err();
    assert!(matches!(refused, ServiceError::SignInRefused));
    acme.world.sign_in(World::root()).await;
}

#[tokio::test]
async fn an_account_has_one_alias_and_a_summary() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    acme.world.add_account("210987654321", "owner@beta.example").await;
    assert_eq!(account::list_aliases::run(svc, root).await.unwrap(), None);
    account::create_alias::run(svc, root, "acme").await.unwrap();
    account::create_alias::run(svc, root, "acme-corp").await.unwrap();
    assert_eq!(account::list_aliases::run(svc, root).await.unwrap().unwrap(), "acme-corp");
    let who = service::signin::password::Who::Root { email: "owner@beta.example".into() };
    let beta = acme.world.sign_in(who).await;
    let key = acme.world.access_key(&beta.caller, None).await;
    let beta = acme.world.program(&key).await.unwrap();
    let taken = account::create_alias::run(svc, &beta, "acme-corp").await;
    assert_eq!(message(taken), "The account alias acme-corp already exists.");
    account::create_alias::run(svc, &beta, "acme").await.unwrap();
    let other = account::delete_alias::run(svc, root, "acme").await;
    assert_eq!(kind(other), Kind::NoSuchEntity);
    account::delete_alias::run(svc, root, "acme-corp").await.unwrap();
    assert_eq!(kind(account::create_alias::run(svc, root, "A_B").await), Kind::ValidationError);

    acme.world.add_user(root, "alice", false).await;
    let summary = account::summary::run(svc, root).await.unwrap();
    assert_eq!(summary.len(), 34);
    let of = |name: &str| summary.iter().find(|(key, _)| *key == name).unwrap().1;
    assert_eq!((of("Users"), of("AccountAccessKeysPresent"), of("AccountMFAEnabled")), (1, 1, 0));
}

#[tokio::test]
async fn the_credential_report_has_a_line_for_everybody() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    assert_eq!(kind(get_report::run(svc, root).await), Kind::ReportNotPresent);
    for name in ["bob", "Alice", "c,d"] {
        acme.world.add_user(root, name, false).await;
    }
    let mut alice = acme.world.sign_in(World::user("alice")).await;
    acme.world.enrol(&mut alice, "alice").await;
    assert_eq!(generate::run(svc, root).await.unwrap(), State::Started);
    assert_eq!(generate::run(svc, root).await.unwrap(), State::Complete);
    let report = get_report::run(svc, root).await.unwrap();
    let text = String::from_utf8(report.content).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(!text.ends_with('\n'));
    assert!(
        lines[1].starts_with(
            "<root_account>,arn:aws:iam::123456789012:root,2023-11-14T22:13:20Z,true,"
        )
    );
    assert!(lines[1].contains(",true,2023-11-14T22:13:20Z,"), "root's key: {}", lines[1]);
    assert!(lines[2].starts_with("Alice,"));
    let alice: Vec<&str> = lines[2].split(',').collect();
    assert_eq!((alice.len(), alice[3], alice[7], alice[8]), (22, "true", "true", "false"));
    assert!(lines[4].starts_with("\"c,d\",\"arn:aws:iam::123456789012:user/c,d\","));
    acme.world.wait(4 * 3600);
    assert_eq!(kind(get_report::run(svc, root).await), Kind::ReportExpired);
    assert_eq!(generate::run(svc, root).await.unwrap(), State::Started);
    acme.world.program(&acme.key).await.unwrap();
}

#[tokio::test]
async fn authorization_details_page_through_all_sections() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    for number in 0..3 {
        acme.world.add_user(root, &format!("user{number}"), number == 0).await;
        service::iam::groups::create::run(svc, root, &format!("g{number}"), None).await.unwrap();
    }
    service::iam::groups::add_user::run(svc, root, "g1", "user0").await.unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = PageRequest { after, limit: 2 };
        let found = authorization_details::run(svc, root, Vec::new(), page).await.unwrap();
        assert!(found.items.len() <= 2);
        seen.extend(found.items);
        match found.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 3 + 3 + 6);
    let Detail::User(user, held, groups) = &seen[0] else { panic!("{:?}", seen[0]) };
    assert_eq!(user.name.as_deref(), Some("user0"));
    assert_eq!((held.attached.len(), groups.as_slice()), (1, ["g1".to_owned()].as_slice()));
    let only = authorization_details::run(svc, root, vec![Section::Groups], all()).await.unwrap();
    assert_eq!(only.items.len(), 3);
    let forged = PageRequest { after: Some("x y".into()), limit: 2 };
    let forged = authorization_details::run(svc, root, Vec::new(), forged).await;
    assert_eq!(kind(forged), Kind::ValidationError);
}

#[tokio::test]
async fn simulations_decide_as_requests_would() {
    const MFA: &str = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"iam:List*","Resource":"*"},
        {"Effect":"Deny","Action":"iam:ListUsers","Resource":"*",
         "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}"#;
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    acme.world.add_user(root, "alice", false).await;
    inline::put::run(svc, root, Holder::User("alice".into()), "mfa", MFA).await.unwrap();
    let arn = "arn:aws:iam::123456789012:user/alice";
    let with = |mfa: &str| Simulation {
        actions: vec!["iam:ListUsers".into(), "iam:GetUser".into()],
        context: vec![ContextEntry {
            name: "aws:MultiFactorAuthPresent".into(),
            values: vec![mfa.into()],
            is_list: false,
        }],
        ..Simulation::default()
    };
    let decisions = async |mfa: &str| {
        let found = principal::run(svc, root, arn, with(mfa), all()).await.unwrap();
        found.items.into_iter().map(|result| result.decision).collect::<Vec<_>>()
    };
    assert_eq!(decisions("true").await, ["allowed", "implicitDeny"]);
    assert_eq!(decisions("false").await, ["explicitDeny", "implicitDeny"]);
    let unsaid = Simulation { context: Vec::new(), ..with("true") };
    let found = principal::run(svc, root, arn, unsaid, all()).await.unwrap();
    assert_eq!(found.items[0].missing_context, ["aws:MultiFactorAuthPresent"]);
    assert_eq!(found.items[0].matched.len(), 2);
    let custom = Simulation { policies: vec![MFA.into()], ..with("true") };
    let found = custom::run(svc, root, custom, all()).await.unwrap();
    assert_eq!(found.items[0].decision, "allowed");
    let broken = Simulation { policies: vec!["{".into()], ..with("true") };
    assert_eq!(kind(custom::run(svc, root, broken, all()).await), Kind::InvalidInput);
    let keys = keys_of_principal::run(svc, root, arn, Vec::new()).await.unwrap();
    assert_eq!(keys, keys_of_custom::run(svc, root, vec![MFA.into()]).await.unwrap());
    for (arn, refusal) in [
        ("arn:aws:iam::123456789012:user/nobody", Kind::NoSuchEntity),
        ("arn:aws:iam::123456789012:root", Kind::InvalidInput),
        ("nonsense", Kind::NoSuchEntity),
    ] {
        let refused = principal::run(svc, root, arn, with("true"), all()).await;
        assert_eq!(kind(refused), refusal);
    }
    let too_many = Simulation {
        actions: (0..40).map(|n| format!("iam:A{n}")).collect(),
        resources: (0..40).map(|n| format!("arn:{n}")).collect(),
        ..Simulation::default()
    };
    assert_eq!(kind(custom::run(svc, root, too_many, all()).await), Kind::InvalidInput);
}

#[tokio::test]
async fn nobody_reads_or_changes_this_without_permission() {
    let acme = acme().await;
    let svc = &acme.world.service;
    let bob = acme.world.add_program(&acme.root, "bob", false).await;
    let strict = AccountPasswordPolicy::default();
    let update = UpdateProfile { user_name: "bob".into(), password: None, reset_required: None };
    let simulation = Simulation::default;
    let arn = "arn:aws:iam::123456789012:user/bob";
    for refused in [
        create::run(svc, &bob, profile("bob", PASSWORD)).await.map(drop),
        get::run(svc, &bob, None).await.map(drop),
        update::run(svc, &bob, update).await,
        delete::run(svc, &bob, None).await,
        get_policy::run(svc, &bob).await.map(drop),
        update_policy::run(svc, &bob, strict).await,
        delete_policy::run(svc, &bob).await,
        account::create_alias::run(svc, &bob, "acme").await,
        account::delete_alias::run(svc, &bob, "acme").await,
        account::list_aliases::run(svc, &bob).await.map(drop),
        account::summary::run(svc, &bob).await.map(drop),
        generate::run(svc, &bob).await.map(drop),
        get_report::run(svc, &bob).await.map(drop),
        authorization_details::run(svc, &bob, Vec::new(), all()).await.map(drop),
        custom::run(svc, &bob, simulation(), all()).await.map(drop),
        principal::run(svc, &bob, arn, simulation(), all()).await.map(drop),
        keys_of_custom::run(svc, &bob, Vec::new()).await.map(drop),
        keys_of_principal::run(svc, &bob, arn, Vec::new()).await.map(drop),
    ] {
        assert_eq!(kind(refused), Kind::AccessDenied);
    }
}
