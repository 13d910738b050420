//! Users, and who may do what to whom.

use identity::password::Password;
use service::iam::{Holder, attachments, boundaries, groups, inline};
use service::signin::{Step, new_password};
use service::users::{self, ConsoleAccess};
use service::{Caller, FreshProof, ServiceError};
use testing::{PASSWORD, World};

fn plain(name: &str) -> users::create::Create {
    users::create::Create {
        name: name.to_owned(),
        console: ConsoleAccess::None,
        administrator: false,
    }
}

#[tokio::test]
async fn only_administrators_manage_users() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    world.add_user(&root.caller, "bob", false).await;
    let alice = world.sign_in(World::user("alice")).await;
    let bob = world.sign_in(World::user("bob")).await;

    users::create::run(&world.service, &alice.caller, plain("carol")).await.unwrap();
    let svc = &world.service;
    for refused in [
        users::create::run(svc, &bob.caller, plain("dave")).await.map(|_| ()),
        users::list::run(svc, &bob.caller, "", None).await.map(|_| ()),
        users::view::run(svc, &bob.caller, "alice").await.map(|_| ()),
        users::delete::run(svc, &bob.caller, "alice").await,
        users::set_administrator::run(svc, &bob.caller, "bob", true).await,
        users::set_password::run(svc, &bob.caller, "alice", ConsoleAccess::None).await.map(|_| ()),
    ] {
        assert!(matches!(refused.unwrap_err(), ServiceError::Denied));
    }
}

#[tokio::test]
async fn nobody_does_these_things_to_themselves() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    let alice = world.sign_in(World::user("alice")).await;
    let svc = &world.service;
    let chosen = ConsoleAccess::OneTime;
    for refused in [
        users::delete::run(svc, &alice.caller, "alice").await,
        users::set_administrator::run(svc, &alice.caller, "alice", false).await,
        users::set_password::run(svc, &alice.caller, "alice", chosen).await.map(|_| ()),
    ] {
        assert!(matches!(refused.unwrap_err(), ServiceError::Denied));
    }
}

#[tokio::test]
async fn a_demoted_administrator_may_nothing_any_more_in_a_session_that_is_open() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    let alice = world.sign_in(World::user("alice")).await;
    users::set_administrator::run(&world.service, &root.caller, "alice", false).await.unwrap();
    let now = world.caller(&alice.session).await.unwrap();
    let refused = users::list::run(&world.service, &now, "", None).await;
    assert!(matches!(refused.unwrap_err(), ServiceError::Denied));
}

#[tokio::test]
async fn a_deleted_user_is_signed_out_and_a_new_one_of_the_name_is_another() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "bob", false).await;
    let mut bob = world.sign_in(World::user("bob")).await;
    world.enrol(&mut bob, "bob-phone").await;
    let root = world.sign_in(World::root()).await;
    users::delete::run(&world.service, &root.caller, "BOB").await.unwrap();
    assert!(world.caller(&bob.session).await.is_err());
    assert!(world.try_password(World::user("bob"), PASSWORD).await.is_err());
    world.add_user(&root.caller, "bob", false).await;
    let again = world.sign_in(World::user("bob")).await;
    assert_ne!(again.caller.identity(), bob.caller.identity());
    assert!(!again.caller.has_mfa(), "devices of the old one are gone");
}

#[tokio::test]
async fn names_are_checked_and_unique_and_root_is_nobodys() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    users::create::run(&world.service, &root.caller, plain("Alice")).await.unwrap();
    let taken = users::create::run(&world.service, &root.caller, plain("aLICE")).await;
    assert!(matches!(taken.unwrap_err(), ServiceError::Taken(_)));
    for bad in ["", "a b", "root", "Root", &"x".repeat(65)] {
        let refused = users::create::run(&world.service, &root.caller, plain(bad)).await;
        assert!(matches!(refused.unwrap_err(), ServiceError::Invalid { field: "name", .. }));
    }
}

#[tokio::test]
async fn pages_of_users_by_prefix() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    for number in 0..120 {
        let name = format!("user-{number:03}");
        users::create::run(&world.service, &root.caller, plain(&name)).await.unwrap();
    }
    users::create::run(&world.service, &root.caller, plain("zoe")).await.unwrap();
    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = users::list::run(&world.service, &root.caller, "USER-", after.as_deref());
        let page = page.await.unwrap();
        assert_eq!(page.total, 121);
        seen.extend(page.users.into_iter().map(|user| user.name));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let want: Vec<String> = (0..120).map(|number| format!("user-{number:03}")).collect();
    assert_eq!(seen, want);
}

#[tokio::test]
async fn changes_of_others_need_a_fresh_proof() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    world.wait(5 * 60);
    let svc = &world.service;
    for refused in [
        users::delete::run(svc, &root.caller, "alice").await,
        users::set_administrator::run(svc, &root.caller, "alice", false).await,
        users::set_password::run(svc, &root.caller, "alice", ConsoleAccess::None).await.map(|_| ()),
    ] {
        assert!(matches!(refused.unwrap_err(), ServiceError::NotFresh(FreshProof::Password)));
    }
}

#[tokio::test]
async fn what_an_administrator_knows_of_a_password_opens_nothing_but_choosing_one() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let svc = &world.service;
    let command = users::create::Create {
        name: "alice".to_owned(),
        console: ConsoleAccess::OneTime,
        administrator: false,
    };
    let made = users::create::run(svc, &root.caller, command).await.unwrap();
    let given = made.one_time.unwrap();
    // Looking at the page twice is no use of it; nothing but the page opens.
    for _ in 0..2 {
        let step = world.try_password(World::user("alice"), &given).await.unwrap();
        let Step::NewPassword(token) = step else { panic!("{step:?}") };
        assert!(world.caller(&token).await.is_err(), "no session");
    }
    let Step::NewPassword(token) = world.try_password(World::user("alice"), &given).await.unwrap()
    else {
        panic!("a new password is asked for")
    };
    let choose = |password: &str| new_password::NewPassword {
        token: token.clone(),
        password: Password::new(password),
        origin: World::origin(),
    };
    let same = new_password::run(svc, choose(&given)).await;
    assert!(matches!(same, Err(ServiceError::Invalid { .. })), "the own one is another: {same:?}");
    new_password::run(svc, choose(PASSWORD)).await.unwrap();
    let spent = world.try_password(World::user("alice"), &given).await;
    assert!(matches!(spent, Err(ServiceError::SignInRefused)), "void at once: {spent:?}");
    world.sign_in(World::user("alice")).await;
}

const EVERYTHING: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow",
    "Action":"*","Resource":"*"}}"#;
const NOTHING: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny",
    "Action":"*","Resource":"*"}}"#;
const SOMEBODY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow",
    "Action":"iam:*","Resource":"arn:aws:iam::123456789012:user/team/*"}}"#;
const WITH_MFA: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow",
    "Action":"iam:*","Resource":"*",
    "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}"#;

async fn put(world: &World, by: &Caller, name: &str, document: &str) {
    let holder = Holder::User(name.to_owned());
    inline::put::run(&world.service, by, holder, "own", document).await.unwrap();
}

#[tokio::test]
async fn administrators_are_whom_policies_let_administer() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let (svc, by) = (&world.service, &root.caller);
    for name in ["inline", "team-only", "by-group", "full-iam", "with-mfa", "reads", "plain"] {
        world.add_user(by, name, false).await;
    }
    for name in ["attached", "denied", "bounded"] {
        world.add_user(by, name, true).await;
    }
    put(&world, by, "inline", EVERYTHING).await;
    put(&world, by, "team-only", SOMEBODY).await;
    put(&world, by, "denied", NOTHING).await;
    put(&world, by, "with-mfa", WITH_MFA).await;
    let aws = |name: &str| format!("arn:aws:iam::aws:policy/{name}");
    for (name, policy) in [("full-iam", "IAMFullAccess"), ("reads", "IAMReadOnlyAccess")] {
        let holder = Holder::User(name.to_owned());
        attachments::attach::run(svc, by, holder, &aws(policy)).await.unwrap();
    }
    let holder = Holder::User("bounded".to_owned());
    boundaries::put::run(svc, by, holder, &aws("ReadOnlyAccess")).await.unwrap();
    groups::create::run(svc, by, "crew", None).await.unwrap();
    let holder = Holder::Group("crew".to_owned());
    inline::put::run(svc, by, holder, "own", EVERYTHING).await.unwrap();
    groups::add_user::run(svc, by, "crew", "by-group").await.unwrap();

    let page = users::list::run(svc, by, "", None).await.unwrap();
    let named = |listed: &[users::list::Listed]| -> Vec<String> {
        listed.iter().map(|user| user.name.clone()).collect()
    };
    let able = ["attached", "by-group", "full-iam", "inline", "with-mfa"];
    assert_eq!(named(&page.administrators), able);
    assert_eq!(page.held_back, ["bounded", "denied"]);
    assert_eq!(page.looked_at, None);
    for user in &page.users {
        assert_eq!(user.administrator, able.contains(&user.name.as_str()), "{}", user.name);
        let seen = users::view::run(svc, by, &user.name).await.unwrap();
        assert_eq!(seen.administers, user.administrator, "{}", user.name);
    }
    assert_eq!(service::home::run(svc, by).await.unwrap().administrators, Some(able.len()));
}

#[tokio::test]
async fn where_there_are_many_users_it_is_said_how_many_were_looked_at() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let (svc, by) = (&world.service, &root.caller);
    for number in 0..200 {
        users::create::run(svc, by, plain(&format!("user-{number:03}"))).await.unwrap();
    }
    put(&world, by, "user-199", EVERYTHING).await;
    let page = users::list::run(svc, by, "", None).await.unwrap();
    assert_eq!((page.administrators.len(), page.looked_at), (1, None));
    users::create::run(svc, by, plain("a-user-before-them")).await.unwrap();
    let attached = users::create::Create { administrator: true, ..plain("zoe") };
    users::create::run(svc, by, attached).await.unwrap();
    let page = users::list::run(svc, by, "", None).await.unwrap();
    assert_eq!(page.looked_at, Some(200));
    let names: Vec<&str> = page.administrators.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(names, ["zoe"], "whoever has AdministratorAccess is always looked at");
}
