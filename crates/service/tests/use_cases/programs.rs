//! Access keys, and who a signed request comes from.

use identity::quotas::ACCESS_KEYS;
use identity::tags::Tag;
use service::access_keys::{create, delete, last_used, list, update};
use service::users;
use service::{Caller, Kind, Mfa, PageRequest, ServiceError};
use testing::{Program, World};

pub(crate) fn kind<T: std::fmt::Debug>(outcome: Result<T, ServiceError>) -> Kind {
    match outcome {
        Err(ServiceError::Api(error)) => error.kind,
        other => panic!("not a refusal in AWS's words: {other:?}"),
    }
}

pub(crate) fn message<T: std::fmt::Debug>(outcome: Result<T, ServiceError>) -> String {
    match outcome {
        Err(ServiceError::Api(error)) => error.message,
        other => panic!("not a refusal in AWS's words: {other:?}"),
    }
}

pub(crate) fn all() -> PageRequest {
    PageRequest { after: None, limit: 100 }
}

pub(crate) const ALLOW_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// Makes an account, and a program of its root user.
pub(crate) async fn program_of_root() -> (World, Caller) {
    let world = World::with_account().await;
    let console = world.sign_in(World::root()).await;
    let key = world.access_key(&console.caller, None).await;
    let root = world.program(&key).await.unwrap();
    (world, root)
}

pub(crate) fn tag(key: &str, value: &str) -> Tag {
    Tag { key: key.to_owned(), value: value.to_owned() }
}

#[tokio::test]
async fn a_key_signs_for_its_owner() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let key = world.access_key(&root.caller, Some("alice")).await;
    assert_eq!((key.access_key_id.len(), key.secret.len()), (20, 40));
    let alice = world.program(&key).await.unwrap();
    assert_eq!(alice.arn(), "arn:aws:iam::123456789012:user/alice");
    assert_eq!(alice.user_name(), Some("alice"));
    assert_eq!(alice.access_key_id(), Some(key.access_key_id.as_str()));
    assert_eq!(alice.mfa(world.now()), Mfa::Unknown);

    let own = world.access_key(&root.caller, None).await;
    let program = world.program(&own).await.unwrap();
    assert!(program.is_root());
    assert_eq!(program.arn(), "arn:aws:iam::123456789012:root");
    assert_eq!((program.user_id().as_str(), program.user_name()), ("123456789012", None));
}

#[tokio::test]
async fn what_is_not_good_is_refused_in_one_way_and_a_wrong_signature_in_another() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let key = world.access_key(&root.caller, None).await;
    let wrong = Program { secret: "x".repeat(40), ..key.clone() };
    assert_eq!(kind(world.program(&wrong).await), Kind::SignatureDoesNotMatch);
    let with_token = Program { session_token: Some("abc".into()), ..key.clone() };
    let flipped = |last: char| {
        let mut id = key.access_key_id.clone();
        let old = id.pop().unwrap();
        id.push(if old == last { 'B' } else { last });
        id
    };
    for refused in [
        with_token,
        Program { access_key_id: flipped('A'), ..key.clone() },
        Program { access_key_id: "AKIAIOSFODNN7EXAMPLE".into(), ..key.clone() },
        Program { access_key_id: String::new(), ..key.clone() },
        Program { access_key_id: "ASIAIOSFODNN7EXAMPLE".into(), ..key.clone() },
    ] {
        assert_eq!(kind(world.program(&refused).await), Kind::InvalidClientTokenId);
    }

    let off = |active| update::Update {
        user_name: None,
        access_key_id: key.access_key_id.clone(),
        active,
    };
    update::run(&world.service, &root.caller, off(false)).await.unwrap();
    assert_eq!(kind(world.program(&key).await), Kind::InvalidClientTokenId);
    update::run(&world.service, &root.caller, off(true)).await.unwrap();
    world.program(&key).await.unwrap();
    delete::run(&world.service, &root.caller, None, &key.access_key_id).await.unwrap();
    assert_eq!(kind(world.program(&key).await), Kind::InvalidClientTokenId);
}

#[tokio::test]
async fn a_deleted_user_signs_no_more() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let key = world.access_key(&root.caller, Some("alice")).await;
    users::delete::run(&world.service, &root.caller, "alice").await.unwrap();
    assert_eq!(kind(world.program(&key).await), Kind::InvalidClientTokenId);
}

#[tokio::test]
async fn two_keys_and_no_more_inactive_ones_included() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let mut keys = Vec::new();
    for _ in 0..ACCESS_KEYS {
        keys.push(world.access_key(&root.caller, None).await);
        world.wait(1);
    }
    let command = update::Update {
        user_name: None,
        access_key_id: keys[0].access_key_id.clone(),
        active: false,
    };
    update::run(&world.service, &root.caller, command).await.unwrap();
    let third = create::run(&world.service, &root.caller, None).await;
    assert_eq!(message(third), "Cannot exceed quota for AccessKeysPerUser: 2");
    let listed = list::run(&world.service, &root.caller, None, all()).await.unwrap();
    let states: Vec<bool> = listed.items.iter().map(|key| key.active).collect();
    assert_eq!(states, [false, true]);
    let first = PageRequest { after: None, limit: 1 };
    let page = list::run(&world.service, &root.caller, None, first).await.unwrap();
    let second = PageRequest { after: page.next, limit: 1 };
    let rest = list::run(&world.service, &root.caller, None, second).await.unwrap();
    assert_eq!(rest.items[0].access_key_id, keys[1].access_key_id);
    assert_eq!(rest.next, None);
}

#[tokio::test]
async fn uses_are_noted_now_and_then() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let key = world.access_key(&root.caller, None).await;
    let used = async || {
        let used = last_used::run(&world.service, &root.caller, &key.access_key_id).await.unwrap();
        used.used.map(|used| (used.at, used.service))
    };
    assert_eq!(used().await, None);
    let first = world.now();
    world.program(&key).await.unwrap();
    assert_eq!(used().await, Some((first, "iam".to_owned())));
    world.wait(14 * 60);
    world.program(&key).await.unwrap();
    assert_eq!(used().await, Some((first, "iam".to_owned())));
    world.wait(60);
    world.program_for(&key, "sts").await.unwrap();
    assert_eq!(used().await, Some((world.now(), "sts".to_owned())));
}

#[tokio::test]
async fn nobody_touches_the_keys_of_another_without_permission() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let key = world.access_key(&root.caller, Some("alice")).await;
    let bob = world.add_program(&root.caller, "bob", false).await;
    let svc = &world.service;
    let switch = update::Update {
        user_name: Some("alice".into()),
        access_key_id: key.access_key_id.clone(),
        active: false,
    };
    for refused in [
        create::run(svc, &bob, Some("alice")).await.map(drop),
        create::run(svc, &bob, Some("nobody")).await.map(drop),
        create::run(svc, &bob, None).await.map(drop),
        list::run(svc, &bob, Some("alice"), all()).await.map(drop),
        update::run(svc, &bob, switch).await,
        delete::run(svc, &bob, Some("alice"), &key.access_key_id).await,
        last_used::run(svc, &bob, &key.access_key_id).await.map(drop),
    ] {
        assert_eq!(kind(refused), Kind::AccessDenied);
    }
    // Another user's key is not found under one's own name, nor under root's.
    let refused = delete::run(svc, &root.caller, None, &key.access_key_id).await;
    assert_eq!(kind(refused), Kind::NoSuchEntity);
    let refused = delete::run(svc, &root.caller, Some("nobody"), &key.access_key_id).await;
    assert_eq!(message(refused), "The user with name nobody cannot be found.");
}

#[tokio::test]
async fn an_operator_gets_a_key_of_the_new_root_user() {
    let world = World::empty();
    let command = service::account::create::Create {
        name: "Acme".into(),
        email: "owner@acme.example".into(),
        account_id: None,
        password: None,
        with_access_key: true,
    };
    let made = service::account::create::run(&world.service, command).await.unwrap();
    let key = made.access_key.unwrap();
    let program = Program {
        access_key_id: key.access_key_id,
        secret: key.secret.to_string(),
        session_token: None,
    };
    let root = world.program(&program).await.unwrap();
    assert!(root.is_root());
    assert_eq!(root.account(), made.account.id);
}

#[tokio::test]
async fn a_stale_session_neither_makes_revives_nor_deletes_a_key() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    let key = world.access_key(&root, None).await;
    let (svc, id) = (&world.service, key.access_key_id.as_str());
    let switch = |active| update::Update { user_name: None, access_key_id: id.to_owned(), active };
    world.wait(600);
    let stale = |outcome: Result<(), ServiceError>| {
        assert!(matches!(outcome, Err(ServiceError::NotFresh(_))), "{outcome:?}");
    };
    stale(create::run(svc, &root, None).await.map(drop));
    // A key that may be in other hands is switched off without delay.
    update::run(svc, &root, switch(false)).await.unwrap();
    stale(update::run(svc, &root, switch(true)).await);
    stale(delete::run(svc, &root, None, id).await);
    assert_eq!(kind(world.program(&key).await), Kind::InvalidClientTokenId);
}
