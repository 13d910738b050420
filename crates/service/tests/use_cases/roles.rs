//! Roles, and who may take them.

use identity::names::AccountId;
use identity::tags::Tag;
use service::activity::{self, Query};
use service::audit::calls::{self, Ended};
use service::audit::{Site, event};
use service::iam::roles::create::{self, CreateRole};
use service::iam::roles::update::{self, UpdateRole};
use service::iam::roles::{delete, get, list, update_trust};
use service::iam::{Holder, inline, users};
use service::signin::password;
use service::sts::assume_role::{self, AssumeRole, Assumed};
use service::sts::get_federation_token::{self, GetFederationToken};
use service::sts::get_session_token::{self, GetSessionToken};
use service::sts::{TokenCode, get_caller_identity};
use service::{Caller, Kind, Mfa, ServiceError};
use testing::{Phone, World};

use crate::programs::{ALLOW_ALL, all, kind, message, program_of_root};

const ROLE: &str = "arn:aws:iam::123456789012:role/ops/Admin";

fn trust(principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",
            "Principal":{{"AWS":"{principal}"}},"Action":["sts:AssumeRole","sts:TagSession",
            "sts:SetSourceIdentity"]{condition}}}]}}"#
    )
}

const ALICE: &str = "arn:aws:iam::123456789012:user/alice";
const WITH_MFA: &str = r#","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#;

struct Acme {
    world: World,
    root: Caller,
    alice: Caller,
}

async fn acme(trust: &str) -> Acme {
    let (world, root) = program_of_root().await;
    let alice = world.add_program(&root, "alice", false).await;
    let acme = Acme { world, root, alice };
    let command = CreateRole {
        name: "Admin".into(),
        path: Some("/ops/".into()),
        trust_policy: trust.to_owned(),
        ..CreateRole::default()
    };
    let made = create::run(&acme.world.service, &acme.root, command).await.unwrap();
    assert_eq!(made.arn, ROLE);
    let holder = Holder::Role("admin".into());
    inline::put::run(&acme.world.service, &acme.root, holder, "all", ALLOW_ALL).await.unwrap();
    acme
}

fn call() -> AssumeRole {
    AssumeRole { role_arn: ROLE.into(), session_name: "nightly".into(), ..AssumeRole::default() }
}

impl Acme {
    async fn assume(&self, by: &Caller, command: AssumeRole) -> Result<Assumed, ServiceError> {
        assume_role::run(&self.world.service, by, command).await
    }

    async fn phone(&self) -> Phone {
        let mut console = self.world.sign_in(World::user("alice")).await;
        self.world.enrol(&mut console, "alice").await
    }

    fn code(&self, phone: &Phone) -> Option<TokenCode> {
        let code = phone.code(self.world.now()).expose();
        TokenCode::new("arn:aws:iam::123456789012:mfa/alice", &code)
    }
}

#[tokio::test]
async fn a_session_of_a_role_may_what_the_role_may() {
    let acme = acme(&trust(ALICE, "")).await;
    let assumed = acme.assume(&acme.alice, call()).await.unwrap();
    let arn = "arn:aws:sts::123456789012:assumed-role/Admin/nightly";
    assert_eq!(assumed.arn, arn, "without the role's path");
    let id = assumed.assumed_role_id.clone();
    assert!(id.starts_with("AROA") && id.ends_with(":nightly"));
    let session = acme.world.program(&assumed.credentials.into()).await.unwrap();
    let who = get_caller_identity::run(&session);
    assert_eq!((who.arn.as_str(), who.user_id), (arn, id));
    assert_eq!(session.mfa(acme.world.now()), Mfa::Absent);
    users::list::run(&acme.world.service, &session, None, all()).await.unwrap();
    let svc = &acme.world.service;
    let nobody = users::get::run(svc, &session, None).await;
    assert_eq!(kind(nobody), Kind::ValidationError);
    let token = get_session_token::run(svc, &session, GetSessionToken::default()).await;
    assert_eq!(kind(token), Kind::AccessDenied);
}

#[tokio::test]
async fn a_missing_role_and_one_that_does_not_trust_are_one_refusal() {
    let acme = acme(&trust(ALICE, "")).await;
    let bob = acme.world.add_program(&acme.root, "bob", true).await;
    let refused = message(acme.assume(&bob, call()).await);
    assert_eq!(
        refused,
        format!(
            "User: arn:aws:iam::123456789012:user/bob is not authorized to perform: sts:AssumeRole \
             on resource: {ROLE}"
        )
    );
    let missing = AssumeRole { role_arn: ROLE.replace("Admin", "Nobody"), ..call() };
    assert_eq!(message(acme.assume(&bob, missing).await), refused.replace("Admin", "Nobody"));
    let other_path = AssumeRole { role_arn: ROLE.replace("/ops", ""), ..call() };
    assert_eq!(kind(acme.assume(&acme.alice, other_path).await), Kind::AccessDenied);
    let foreign = AssumeRole { role_arn: ROLE.replace("1234", "4321"), ..call() };
    assert_eq!(kind(acme.assume(&acme.alice, foreign).await), Kind::AccessDenied);
    let broken = AssumeRole { role_arn: "nonsense".into(), ..call() };
    assert_eq!(message(acme.assume(&acme.alice, broken).await), "nonsense is invalid");
    let root = acme.assume(&acme.root, call()).await;
    assert_eq!(message(root), "Roles may not be assumed by root accounts.");
}

#[tokio::test]
async fn trust_in_the_account_needs_the_users_own_policies_too() {
    const MAY: &str = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}"#;
    let acme = acme(&trust("arn:aws:iam::123456789012:root", "")).await;
    assert_eq!(kind(acme.assume(&acme.alice, call()).await), Kind::AccessDenied);
    let holder = Holder::User("alice".into());
    inline::put::run(&acme.world.service, &acme.root, holder, "may", MAY).await.unwrap();
    acme.assume(&acme.alice, call()).await.unwrap();
}

#[tokio::test]
async fn a_role_of_another_account_is_taken_where_both_sides_allow() {
    let acme = acme(&trust("arn:aws:iam::210987654321:root", "")).await;
    acme.world.add_account("210987654321", "owner@beta.example").await;
    let who = service::signin::password::Who::Root { email: "owner@beta.example".into() };
    let beta = acme.world.sign_in(who).await;
    let carol = acme.world.add_program(&beta.caller, "carol", true).await;
    let assumed = acme.assume(&carol, call()).await.unwrap();
    let session = acme.world.program(&assumed.credentials.into()).await.unwrap();
    assert_eq!(session.account().to_string(), "123456789012");
    let listed = users::list::run(&acme.world.service, &session, None, all()).await.unwrap();
    assert_eq!(listed.items[0].line().name, Some("alice"));
    let dave = acme.world.add_program(&beta.caller, "dave", false).await;
    assert_eq!(kind(acme.assume(&dave, call()).await), Kind::AccessDenied);
}

#[tokio::test]
async fn a_trust_policy_that_demands_a_second_factor_is_told_of_the_code() {
    let acme = acme(&trust(ALICE, WITH_MFA)).await;
    assert_eq!(kind(acme.assume(&acme.alice, call()).await), Kind::AccessDenied);
    let phone = acme.phone().await;
    let command = AssumeRole { mfa: acme.code(&phone), ..call() };
    let assumed = acme.assume(&acme.alice, command.clone()).await.unwrap();
    let session = acme.world.program(&assumed.credentials.into()).await.unwrap();
    assert_eq!(session.mfa(acme.world.now()), Mfa::Absent, "it is not handed on");
    let again = message(acme.assume(&acme.alice, command).await);
    assert!(again.ends_with("one time pass code. "), "{again}");

    // A session that was begun with a code is as good.
    acme.world.wait(60);
    let wanted = GetSessionToken { duration_seconds: None, mfa: acme.code(&phone) };
    let given = get_session_token::run(&acme.world.service, &acme.alice, wanted).await.unwrap();
    let with_mfa = acme.world.program(&given.into()).await.unwrap();
    acme.assume(&with_mfa, call()).await.unwrap();
    let given =
        get_session_token::run(&acme.world.service, &acme.alice, GetSessionToken::default());
    let without = acme.world.program(&given.await.unwrap().into()).await.unwrap();
    assert_eq!(kind(acme.assume(&without, call()).await), Kind::AccessDenied);
}

#[tokio::test]
async fn a_trusted_user_who_was_deleted_is_not_its_successor() {
    let acme = acme(&trust(ALICE, "")).await;
    let svc = &acme.world.service;
    let shown = get::run(svc, &acme.root, "Admin").await.unwrap();
    assert_eq!(shown.trust_policy, trust(ALICE, ""), "byte for byte");
    service::users::delete::run(svc, &acme.root, "alice").await.unwrap();
    let alice = acme.world.add_program(&acme.root, "alice", false).await;
    assert_eq!(kind(acme.assume(&alice, call()).await), Kind::AccessDenied);
    let shown = get::run(svc, &acme.root, "Admin").await.unwrap().trust_policy;
    assert!(shown.contains("\"AIDA") && !shown.contains("user/alice"), "{shown}");
    update_trust::run(svc, &acme.root, "Admin", &trust(ALICE, "")).await.unwrap();
    acme.assume(&alice, call()).await.unwrap();
    let unknown = trust("arn:aws:iam::123456789012:user/nobody", "");
    let refused = update_trust::run(svc, &acme.root, "Admin", &unknown).await;
    assert_eq!(kind(refused), Kind::MalformedPolicyDocument);
}

#[tokio::test]
async fn whom_another_account_has_is_not_told_and_whom_it_gets_later_is_not_trusted() {
    let acme = acme(&trust(ALICE, "")).await;
    let (svc, world) = (&acme.world.service, &acme.world);
    world.add_account("210987654321", "owner@other.example").await;
    for kind in ["user", "role"] {
        let arn = format!("arn:aws:iam::210987654321:{kind}/zoe");
        let mut shown = Vec::new();
        for _ in 0..2 {
            update_trust::run(svc, &acme.root, "Admin", &trust(&arn, "")).await.unwrap();
            shown.push(get::run(svc, &acme.root, "Admin").await.unwrap().trust_policy);
        }
        assert_eq!(shown[0], shown[1], "the same id, as that of somebody would be");
        let begins = if kind == "user" { "\"AIDA" } else { "\"AROA" };
        assert!(shown[0].contains(begins) && !shown[0].contains("zoe"), "{}", shown[0]);
    }
    let arn = "arn:aws:iam::210987654321:user/zoe";
    update_trust::run(svc, &acme.root, "Admin", &trust(arn, "")).await.unwrap();
    let other = password::Who::Root { email: "owner@other.example".to_owned() };
    let owner = world.sign_in(other).await;
    let key = world.access_key(&owner.caller, None).await;
    let owner = world.program(&key).await.unwrap();
    let zoe = world.add_program(&owner, "zoe", true).await;
    assert_eq!(zoe.arn(), arn);
    assert_eq!(kind(acme.assume(&zoe, call()).await), Kind::AccessDenied);
    update_trust::run(svc, &acme.root, "Admin", &trust(arn, "")).await.unwrap();
    acme.assume(&zoe, call()).await.unwrap();
}

#[tokio::test]
async fn how_long_sessions_last() {
    let acme = acme(&trust("arn:aws:iam::123456789012:root", "")).await;
    let bob = acme.world.add_program(&acme.root, "bob", true).await;
    let lasting = |seconds| AssumeRole { duration_seconds: Some(seconds), ..call() };
    let assumed = acme.assume(&bob, call()).await.unwrap();
    assert_eq!(assumed.credentials.expires.since(acme.world.now()).as_secs(), 3600);
    assert_eq!(
        message(acme.assume(&bob, lasting(7200)).await),
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    );
    for bad in [899, 43_201] {
        assert_eq!(kind(acme.assume(&bob, lasting(bad)).await), Kind::ValidationError);
    }
    let longer = UpdateRole {
        name: "Admin".into(),
        max_session: Some(7200),
        description: Some("for nights".into()),
    };
    let svc = &acme.world.service;
    let updated = update::run(svc, &acme.root, longer).await.unwrap();
    assert_eq!((updated.max_session, updated.description.as_deref()), (7200, Some("for nights")));
    acme.assume(&bob, lasting(7200)).await.unwrap();
    let session = acme.world.program(&assumed.credentials.into()).await.unwrap();
    acme.assume(&session, lasting(3600)).await.unwrap();
    assert_eq!(
        message(acme.assume(&session, lasting(3601)).await),
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role \
         chaining."
    );
}

#[tokio::test]
async fn session_policies_cut_and_never_add() {
    const LIST: &str = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}]}"#;
    let acme = acme(&trust(ALICE, "")).await;
    let svc = &acme.world.service;
    let with = |policy: &str| AssumeRole { policy: Some(policy.to_owned()), ..call() };
    let assumed = acme.assume(&acme.alice, with(LIST)).await.unwrap();
    assert!(assumed.packed_policy_size.unwrap() > 0);
    let session = acme.world.program(&assumed.credentials.into()).await.unwrap();
    users::list::run(svc, &session, None, all()).await.unwrap();
    let refused = message(users::get::run(svc, &session, Some("alice")).await);
    assert!(
        refused.ends_with("because no session policy allows the iam:GetUser action"),
        "{refused}"
    );
    let read_only = AssumeRole {
        policy_arns: vec!["arn:aws:iam::aws:policy/IAMReadOnlyAccess".into()],
        ..call()
    };
    let assumed = acme.assume(&acme.alice, read_only).await.unwrap();
    let session = acme.world.program(&assumed.credentials.into()).await.unwrap();
    users::get::run(svc, &session, Some("alice")).await.unwrap();
    assert_eq!(kind(users::delete::run(svc, &session, "alice").await), Kind::AccessDenied);
    assert_eq!(kind(acme.assume(&acme.alice, with("{")).await), Kind::MalformedPolicyDocument);
    let long = LIST.replace("ListUsers", &"x".repeat(2100));
    assert_eq!(kind(acme.assume(&acme.alice, with(&long)).await), Kind::PackedPolicyTooLarge);
    let unknown = AssumeRole { policy_arns: vec![ROLE.replace("role", "policy")], ..call() };
    assert_eq!(kind(acme.assume(&acme.alice, unknown).await), Kind::ValidationError);
}

#[tokio::test]
async fn external_ids_tags_and_source_identities() {
    let condition = r#","Condition":{"StringEquals":{"sts:ExternalId":"42"}}"#;
    let acme = acme(&trust(ALICE, condition)).await;
    assert_eq!(kind(acme.assume(&acme.alice, call()).await), Kind::AccessDenied);
    let tag = |key: &str| Tag { key: key.into(), value: "v".into() };
    let full = AssumeRole {
        external_id: Some("42".into()),
        tags: vec![tag("team"), tag("other")],
        transitive_tag_keys: vec!["team".into()],
        source_identity: Some("alice".into()),
        ..call()
    };
    let assumed = acme.assume(&acme.alice, full.clone()).await.unwrap();
    assert_eq!(assumed.source_identity.as_deref(), Some("alice"));
    let session = acme.world.program(&assumed.credentials.into()).await.unwrap();
    let held = session.temporary().unwrap();
    assert_eq!((held.tags.len(), held.transitive.len()), (2, 1));
    for bad in [
        AssumeRole { transitive_tag_keys: vec!["missing".into()], ..full.clone() },
        AssumeRole { tags: vec![tag("a"), tag("A")], ..full.clone() },
    ] {
        assert_eq!(kind(acme.assume(&acme.alice, bad).await), Kind::InvalidParameterValue);
    }
    let other = AssumeRole { source_identity: Some("mallory".into()), ..full };
    assert_eq!(kind(acme.assume(&session, other).await), Kind::AccessDenied);
}

#[tokio::test]
async fn a_session_is_told_with_the_role_that_it_is_of() {
    let acme = acme(&trust(ALICE, "")).await;
    let svc = &acme.world.service;
    let assumed = acme.assume(&acme.alice, call()).await.unwrap();
    let session = acme.world.program(&assumed.credentials.into()).await.unwrap();
    let ended = Ended { operation: Some("GetCallerIdentity"), error: None };
    calls::run(svc, &session, ended).await.unwrap();
    let query = Query { who: Some("Admin/nightly".into()), reads: true, ..Query::default() };
    let page = activity::run(svc, &acme.root, query).await.unwrap();
    let [record] = page.records.as_slice() else { panic!("{page:?}") };
    let site = Site { console_url: "https://sign-in.acme.example".to_owned() };
    let told = event(&site, AccountId::parse("123456789012").unwrap(), record);
    let identity = &told["userIdentity"];
    assert_eq!(identity["type"], "AssumedRole");
    assert_eq!(identity["arn"], "arn:aws:sts::123456789012:assumed-role/Admin/nightly");
    let issuer = &identity["sessionContext"]["sessionIssuer"];
    assert_eq!((&issuer["type"], &issuer["arn"]), (&"Role".into(), &ROLE.into()));
    assert_eq!(issuer["userName"], "Admin");
    let principal = format!("{}:nightly", issuer["principalId"].as_str().unwrap());
    assert_eq!(identity["principalId"], principal);
}

#[tokio::test]
async fn a_deleted_role_ends_its_sessions() {
    let acme = acme(&trust(ALICE, "")).await;
    let svc = &acme.world.service;
    let assumed = acme.assume(&acme.alice, call()).await.unwrap();
    let program = assumed.credentials.into();
    assert_eq!(kind(delete::run(svc, &acme.root, "Admin").await), Kind::DeleteConflict);
    inline::delete::run(svc, &acme.root, Holder::Role("Admin".into()), "all").await.unwrap();
    delete::run(svc, &acme.root, "Admin").await.unwrap();
    assert_eq!(kind(acme.world.program(&program).await), Kind::InvalidClientTokenId);
    assert!(list::run(svc, &acme.root, None, all()).await.unwrap().items.is_empty());
    let gone = get::run(svc, &acme.root, "Admin").await;
    assert_eq!(message(gone), "The role with name Admin cannot be found.");
}

#[tokio::test]
async fn a_federated_user_is_nobody_to_iam_and_is_bound_by_its_policy() {
    let acme = acme(&trust(ALICE, "")).await;
    let svc = &acme.world.service;
    let wanted = GetFederationToken { name: "guest".into(), ..GetFederationToken::default() };
    let denied = get_federation_token::run(svc, &acme.alice, wanted.clone()).await;
    assert_eq!(kind(denied), Kind::AccessDenied);
    let given = get_federation_token::run(svc, &acme.root, wanted.clone()).await.unwrap();
    assert_eq!(given.federated_user_id, "123456789012:guest");
    let guest = acme.world.program(&given.credentials.into()).await.unwrap();
    let arn = "arn:aws:sts::123456789012:federated-user/guest";
    assert_eq!(guest.arn(), arn);
    // On record, too, the guest is nobody's namesake, and not root who asked for them.
    let ended = Ended { operation: Some("GetCallerIdentity"), error: None };
    calls::run(svc, &guest, ended).await.unwrap();
    let query = Query { who: Some("guest".into()), reads: true, ..Query::default() };
    let page = activity::run(svc, &acme.root, query).await.unwrap();
    let [record] = page.records.as_slice() else { panic!("{page:?}") };
    let site = Site { console_url: "https://sign-in.acme.example".to_owned() };
    let told = event(&site, AccountId::parse("123456789012").unwrap(), record);
    let identity = &told["userIdentity"];
    assert_eq!(identity["type"], "FederatedUser");
    assert_eq!(identity["arn"], arn);
    assert_eq!(identity["principalId"], "123456789012:guest");
    assert_eq!(identity["sessionContext"]["sessionIssuer"]["type"], "Root");
    assert!(identity.get("userName").is_none(), "{identity}");
    assert!(!guest.is_root() && guest.user_name().is_none());
    let refused = service::credentials::authenticate::require_iam(&guest);
    assert_eq!(kind(refused), Kind::InvalidClientTokenId);
    // Even past that gate it may do nothing that no session policy allows.
    let listed = users::list::run(svc, &guest, None, all()).await;
    assert_eq!(kind(listed), Kind::AccessDenied);
    let again = get_federation_token::run(svc, &guest, wanted).await;
    assert_eq!(kind(again), Kind::AccessDenied);
}

#[tokio::test]
async fn roles_have_names_lengths_and_trust_policies() {
    let acme = acme(&trust(ALICE, "")).await;
    let svc = &acme.world.service;
    let role = |name: &str, trust_policy: &str, max_session| CreateRole {
        name: name.into(),
        trust_policy: trust_policy.into(),
        max_session,
        ..CreateRole::default()
    };
    let good = trust(ALICE, "");
    for (command, refusal) in [
        (role("ADMIN", &good, None), Kind::EntityAlreadyExists),
        (role("a b", &good, None), Kind::ValidationError),
        (role("short", &good, Some(3599)), Kind::ValidationError),
        (role("long", &good, Some(43_201)), Kind::ValidationError),
        (role("bad", "{}", None), Kind::MalformedPolicyDocument),
        (role("bad", ALLOW_ALL, None), Kind::MalformedPolicyDocument),
    ] {
        assert_eq!(kind(create::run(svc, &acme.root, command).await), refusal);
    }
    let denied = create::run(svc, &acme.alice, role("mine", &good, None)).await;
    assert_eq!(kind(denied), Kind::AccessDenied);
}
