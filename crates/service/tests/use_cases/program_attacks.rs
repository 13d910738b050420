//! What temporary credentials are tried for that they were not given for.

use service::access_keys::update::Update;
use service::credentials::authenticate::require_sts;
use service::iam::policies::{self, create::CreatePolicy};
use service::iam::roles::create::{self, CreateRole};
use service::iam::{Holder, boundaries, inline, users};
use service::sts::assume_role::{self, AssumeRole, Assumed};
use service::sts::get_federation_token::{self, GetFederationToken};
use service::sts::get_session_token::{self, GetSessionToken};
use service::{Caller, Kind, ServiceError, access_keys};
use testing::{Program, World};

use crate::programs::{ALLOW_ALL, all, kind, message, program_of_root, tag};

const FEDERATION_ONLY: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"sts:GetFederationToken","Resource":"*"}]}"#;
const OF_THE_ACCOUNT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"AWS":"123456789012"},"Action":["sts:AssumeRole","sts:TagSession"]}]}"#;
const ROLE: &str = "arn:aws:iam::123456789012:role/Admin";

struct Acme {
    world: World,
    root: Caller,
}

/// Makes an account with a role that may do everything and trusts the account.
async fn acme() -> Acme {
    let (world, root) = program_of_root().await;
    let command = CreateRole {
        name: "Admin".into(),
        trust_policy: OF_THE_ACCOUNT.into(),
        ..CreateRole::default()
    };
    create::run(&world.service, &root, command).await.unwrap();
    let holder = Holder::Role("Admin".into());
    inline::put::run(&world.service, &root, holder, "all", ALLOW_ALL).await.unwrap();
    Acme { world, root }
}

fn call() -> AssumeRole {
    AssumeRole { role_arn: ROLE.into(), session_name: "nightly".into(), ..AssumeRole::default() }
}

impl Acme {
    async fn assume(&self, by: &Caller, command: AssumeRole) -> Result<Assumed, ServiceError> {
        assume_role::run(&self.world.service, by, command).await
    }

    async fn guest(&self, of: &Caller, policy: Option<&str>) -> Caller {
        let policy = policy.map(str::to_owned);
        let wanted = GetFederationToken { name: "guest".into(), policy, ..Default::default() };
        let given = get_federation_token::run(&self.world.service, of, wanted).await.unwrap();
        self.world.program(&given.credentials.into()).await.unwrap()
    }
}

#[tokio::test]
async fn a_federated_session_does_not_leave_its_policy_behind_in_a_role() {
    let acme = acme().await;
    let alice = acme.world.add_program(&acme.root, "alice", true).await;
    assert!(acme.assume(&alice, call()).await.is_ok(), "the role trusts its account");
    for maker in [&acme.root, &alice] {
        let guest = acme.guest(maker, Some(ALLOW_ALL)).await;
        let refused = message(acme.assume(&guest, call()).await);
        assert!(refused.contains("federated-user/guest is not authorized to perform"), "{refused}");
        assert_eq!(kind(require_sts(&guest, "AssumeRole")), Kind::AccessDenied);
        assert!(require_sts(&guest, "GetCallerIdentity").is_ok());
    }
}

#[tokio::test]
async fn a_federated_session_stays_within_the_boundary_of_who_made_it() {
    let acme = acme().await;
    let svc = &acme.world.service;
    acme.world.add_user(&acme.root, "alice", true).await;
    let key = acme.world.access_key(&acme.root, Some("alice")).await;
    let policy = CreatePolicy {
        name: "federation".into(),
        document: FEDERATION_ONLY.into(),
        ..CreatePolicy::default()
    };
    let boundary = policies::create::run(svc, &acme.root, policy).await.unwrap().arn;
    let holder = Holder::User("alice".into());
    boundaries::put::run(svc, &acme.root, holder, &boundary).await.unwrap();
    let alice = acme.world.program(&key).await.unwrap();
    assert_eq!(kind(users::list::run(svc, &alice, None, all()).await), Kind::AccessDenied);
    let guest = acme.guest(&alice, Some(ALLOW_ALL)).await;
    let refused = message(users::list::run(svc, &guest, None, all()).await);
    assert!(refused.contains("no permissions boundary allows"), "{refused}");
}

#[tokio::test]
async fn a_session_of_a_user_asks_sts_for_no_more_than_roles() {
    let acme = acme().await;
    let alice = acme.world.add_program(&acme.root, "alice", true).await;
    let given = get_session_token::run(&acme.world.service, &alice, GetSessionToken::default());
    let session = acme.world.program(&given.await.unwrap().into()).await.unwrap();
    for (operation, good) in [
        ("AssumeRole", true),
        ("GetCallerIdentity", true),
        ("GetSessionToken", false),
        ("GetFederationToken", false),
        ("GetAccessKeyInfo", false),
        ("DecodeAuthorizationMessage", false),
    ] {
        assert_eq!(require_sts(&session, operation).is_ok(), good, "{operation}");
        assert!(require_sts(&alice, operation).is_ok(), "{operation}");
    }
    // Without a second factor it takes roles all the same: their trust policies ask.
    assert!(acme.assume(&session, call()).await.is_ok());
}

#[tokio::test]
async fn a_tag_that_is_handed_on_is_not_replaced_by_another_spelling() {
    let acme = acme().await;
    let alice = acme.world.add_program(&acme.root, "alice", true).await;
    let first = AssumeRole {
        tags: vec![tag("\u{c4}mt", "low")],
        transitive_tag_keys: vec!["\u{e4}mt".into()],
        ..call()
    };
    let first = acme.assume(&alice, first).await.unwrap();
    let session = acme.world.program(&first.credentials.into()).await.unwrap();
    let again = AssumeRole { tags: vec![tag("\u{e4}mt", "high")], ..call() };
    assert_eq!(kind(acme.assume(&session, again).await), Kind::InvalidParameterValue);
    let onward = acme.assume(&session, call()).await.unwrap();
    let onward = acme.world.program(&onward.credentials.into()).await.unwrap();
    assert_eq!(onward.temporary().unwrap().tags, [tag("\u{c4}mt", "low")]);
}

#[tokio::test]
async fn a_session_that_would_be_too_large_to_be_let_in_is_not_given() {
    let acme = acme().await;
    let alice = acme.world.add_program(&acme.root, "alice", true).await;
    let long = |number: usize| tag(&format!("{number}{}", "k".repeat(120)), &"v".repeat(256));
    let sized = |count: usize| AssumeRole { tags: (0..count).map(long).collect(), ..call() };
    assert_eq!(kind(acme.assume(&alice, sized(50)).await), Kind::PackedPolicyTooLarge);
    let given = acme.assume(&alice, sized(25)).await.unwrap();
    assert!(acme.world.program(&given.credentials.into()).await.is_ok());
}

#[tokio::test]
async fn a_key_that_signed_before_is_looked_at_anew_each_time() {
    let acme = acme().await;
    let svc = &acme.world.service;
    acme.world.add_user(&acme.root, "alice", false).await;
    let key = acme.world.access_key(&acme.root, Some("alice")).await;
    let other = acme.world.access_key(&acme.root, Some("alice")).await;
    for _ in 0..2 {
        assert!(acme.world.program(&key).await.is_ok());
    }
    let forged = Program { secret: other.secret.clone(), ..key.clone() };
    assert_eq!(kind(acme.world.program(&forged).await), Kind::SignatureDoesNotMatch);
    assert!(acme.world.program(&key).await.is_ok(), "a forgery does not replace what is known");
    let set = |active| {
        let (user_name, access_key_id) = (Some("alice".into()), key.access_key_id.clone());
        let command = Update { user_name, access_key_id, active };
        access_keys::update::run(svc, &acme.root, command)
    };
    set(false).await.unwrap();
    assert_eq!(kind(acme.world.program(&key).await), Kind::InvalidClientTokenId);
    set(true).await.unwrap();
    assert!(acme.world.program(&key).await.is_ok());
    access_keys::delete::run(svc, &acme.root, Some("alice"), &key.access_key_id).await.unwrap();
    assert_eq!(kind(acme.world.program(&key).await), Kind::InvalidClientTokenId);
}
