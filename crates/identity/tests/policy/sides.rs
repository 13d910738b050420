//! How the policies on both sides of a request make one decision, and what the caller
//! is told.

use identity::names::AccountId;
use identity::policy::{
    Kind, Policies, Policy, PolicyType, Principal, Request, ResourcePolicy, Source, Verdict,
    decide, refusal,
};

use crate::world::{account, context, policy, root, session, source, statement, user, verdict};

const BUCKET: &str = "arn:aws:s3:::cellar";
const ROLE: &str = "arn:aws:iam::123456789012:role/crew";

fn allow(action: &str) -> Policy {
    statement(&format!(r#""Effect":"Allow","Action":"{action}","Resource":"*""#))
}

fn deny(action: &str) -> Policy {
    statement(&format!(r#""Effect":"Deny","Action":"{action}","Resource":"*""#))
}

fn of_resource(effect: &str, principal: &str) -> Policy {
    let document = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}",{principal},
            "Action":"s3:GetObject","Resource":"*"}}}}"#
    );
    Policy::parse(Kind::Resource, &document).unwrap()
}

fn policy_of(statements: &str) -> Policy {
    let document = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    Policy::parse(Kind::Resource, &document).unwrap()
}

fn trust(principal: &str) -> Policy {
    let document = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow",{principal},
            "Action":"sts:AssumeRole"}}}}"#
    );
    Policy::parse(Kind::Trust, &document).unwrap()
}

fn owned_by(policy: &Policy, owner: AccountId) -> ResourcePolicy<'_> {
    ResourcePolicy { source: source(policy), owner }
}

fn ours(policy: &Policy) -> ResourcePolicy<'_> {
    owned_by(policy, account())
}

/// Decides whether a principal may read from the bucket.
fn read(principal: &Principal, policies: &Policies<'_>) -> Verdict {
    verdict(&Request::new(principal, "s3:GetObject", BUCKET, &context(principal)), policies)
}

fn assume(principal: &Principal, policies: &Policies<'_>) -> Verdict {
    verdict(&Request::new(principal, "sts:AssumeRole", ROLE, &context(principal)), policies)
}

#[test]
fn nothing_allows_so_nothing_is_allowed() {
    let verdict = read(&user("quill"), &Policies::default());
    assert_eq!(verdict, Verdict::ImplicitDeny(PolicyType::Identity));
}

#[test]
fn one_deny_ends_it_wherever_it_stands() {
    let (yes, no) = (allow("*"), deny("s3:Get*"));
    let (yes, no, both) = ([source(&yes)], [source(&no)], [source(&yes), source(&no)]);
    let open = Policies {
        identity: &yes,
        boundary: Some(yes[0]),
        session: Some(&yes),
        ..Policies::default()
    };
    assert_eq!(read(&session(), &open), Verdict::Allowed);
    let denied = |policies, policy_type| {
        assert_eq!(read(&session(), &policies), Verdict::ExplicitDeny(policy_type));
    };
    denied(Policies { identity: &both, ..open }, PolicyType::Identity);
    denied(Policies { boundary: Some(no[0]), ..open }, PolicyType::Boundary);
    denied(Policies { session: Some(&both), ..open }, PolicyType::Session);
    let resource = of_resource("Deny", r#""Principal":"*""#);
    denied(Policies { resource: Some(ours(&resource)), ..open }, PolicyType::Resource);
}

#[test]
fn every_policy_that_is_there_must_allow() {
    let (all, read_only, other) = (allow("*"), allow("s3:Get*"), allow("iam:*"));
    let (all, read_only, other) = ([source(&all)], [source(&read_only)], [source(&other)]);
    let with = |identity, boundary, passed| {
        read(&session(), &Policies { identity, boundary, session: passed, resource: None })
    };
    assert_eq!(with(&all, Some(read_only[0]), Some(&read_only)), Verdict::Allowed);
    let refused = Verdict::ImplicitDeny;
    assert_eq!(with(&other, Some(all[0]), Some(&all)), refused(PolicyType::Identity));
    assert_eq!(with(&all, Some(other[0]), Some(&all)), refused(PolicyType::Boundary));
    assert_eq!(with(&all, None, Some(&other)), refused(PolicyType::Session));
    assert_eq!(with(&all, None, Some(&[])), refused(PolicyType::Session));
    // A boundary and a session policy grant nothing.
    assert_eq!(with(&[], Some(all[0]), Some(&all)), refused(PolicyType::Identity));
}

#[test]
fn root_is_bound_by_sessions_and_resources_only() {
    let no = deny("*");
    let no = [source(&no)];
    let root = root();
    let open = Policies { identity: &no, boundary: Some(no[0]), ..Policies::default() };
    assert_eq!(read(&root, &open), Verdict::Allowed);
    let task = allow("iam:*");
    let task = [source(&task)];
    let verdict = read(&root, &Policies { session: Some(&task), ..open });
    assert_eq!(verdict, Verdict::ImplicitDeny(PolicyType::Session));
    let resource = of_resource("Deny", r#""Principal":{"AWS":"123456789012"}"#);
    let verdict = read(&root, &Policies { resource: Some(ours(&resource)), ..open });
    assert_eq!(verdict, Verdict::ExplicitDeny(PolicyType::Resource));
}

#[test]
fn a_resource_that_names_the_caller_needs_nothing_else() {
    let other = allow("iam:*");
    let other = [source(&other)];
    let tight = Policies { boundary: Some(other[0]), session: Some(&other), ..Policies::default() };
    let with = |principal: &Principal, named: &str| {
        let resource = of_resource("Allow", named);
        read(principal, &Policies { resource: Some(ours(&resource)), ..tight })
    };
    let user = user("quill");
    let direct = r#""Principal":{"AWS":"arn:aws:iam::123456789012:user/quill"}"#;
    assert_eq!(with(&user, direct), Verdict::Allowed);
    let direct = r#""Principal":{"AWS":"AIDA22222222222222222"}"#;
    assert_eq!(with(&user, direct), Verdict::Allowed);
    let direct = r#""Principal":{"AWS":"arn:aws:sts::123456789012:assumed-role/crew/shift"}"#;
    assert_eq!(with(&session(), direct), Verdict::Allowed);
    // The role's name is limited by boundary and session policies, and so is `*`.
    for loose in [
        r#""Principal":{"AWS":"arn:aws:iam::123456789012:role/deep/path/crew"}"#,
        r#""Principal":{"AWS":["AROA33333333333333333"]}"#,
        r#""Principal":"*""#,
        r#""Principal":{"AWS":"*"}"#,
    ] {
        let refused = Verdict::ImplicitDeny(PolicyType::Boundary);
        assert_eq!(with(&session(), loose), refused, "{loose}");
        let resource = of_resource("Allow", loose);
        let free = Policies { resource: Some(ours(&resource)), ..Policies::default() };
        assert_eq!(read(&session(), &free), Verdict::Allowed, "{loose}");
    }
    // Among several statements the closest counts.
    let both = policy_of(
        r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/quill"},
            "Action":"*","Resource":"*"},
           {"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"*","Resource":"*"}"#,
    );
    let verdict = read(&user, &Policies { resource: Some(ours(&both)), ..tight });
    assert_eq!(verdict, Verdict::Allowed);
    // The account only passes the question on.
    let account = of_resource("Allow", r#""Principal":{"AWS":"123456789012"}"#);
    let verdict = read(&user, &Policies { resource: Some(ours(&account)), ..Policies::default() });
    assert_eq!(verdict, Verdict::ImplicitDeny(PolicyType::Identity));
}

#[test]
fn across_accounts_both_sides_must_allow() {
    let all = allow("*");
    let all = [source(&all)];
    let elsewhere = AccountId::parse("210987654321").unwrap();
    let named = of_resource("Allow", r#""Principal":{"AWS":"arn:aws:iam::123456789012:root"}"#);
    let other = of_resource("Allow", r#""Principal":{"AWS":"210987654321"}"#);
    let user = user("quill");
    let with = |identity, policy| {
        read(
            &user,
            &Policies {
                identity,
                resource: Some(owned_by(policy, elsewhere)),
                ..Policies::default()
            },
        )
    };
    assert_eq!(with(&all, &named), Verdict::Allowed);
    assert_eq!(with(&[], &named), Verdict::ImplicitDeny(PolicyType::Identity));
    assert_eq!(with(&all, &other), Verdict::ImplicitDeny(PolicyType::Resource));
    let direct =
        of_resource("Allow", r#""Principal":{"AWS":"arn:aws:iam::123456789012:user/quill"}"#);
    assert_eq!(with(&[], &direct), Verdict::ImplicitDeny(PolicyType::Identity));
}

#[test]
fn a_trust_policy_must_allow_whoever_asks() {
    let all = allow("*");
    let all = [source(&all)];
    let stranger = trust(r#""Principal":{"AWS":"AIDA99999999999999999"}"#);
    let with = |principal: &Principal, identity, policy| {
        assume(
            principal,
            &Policies { identity, resource: Some(ours(policy)), ..Policies::default() },
        )
    };
    let refused = Verdict::ImplicitDeny(PolicyType::Trust);
    assert_eq!(with(&user("quill"), &all, &stranger), refused);
    assert_eq!(with(&root(), &[], &stranger), refused);
    let account = trust(r#""Principal":{"AWS":"arn:aws:iam::123456789012:root"}"#);
    assert_eq!(with(&root(), &[], &account), Verdict::Allowed);
    assert_eq!(with(&user("quill"), &all, &account), Verdict::Allowed);
    let refused = Verdict::ImplicitDeny(PolicyType::Identity);
    assert_eq!(with(&user("quill"), &[], &account), refused);
    let named = trust(r#""Principal":{"AWS":"AIDA22222222222222222"}"#);
    assert_eq!(with(&user("quill"), &[], &named), Verdict::Allowed);
}

#[test]
fn principals_of_other_kinds_are_nobody_here() {
    let policy = trust(
        r#""Principal":{"Service":"ec2.amazonaws.com","Federated":"cognito-identity.amazonaws.com",
            "CanonicalUser":"79a59df900b949e5"}"#,
    );
    for principal in [user("quill"), session(), root()] {
        let verdict =
            assume(&principal, &Policies { resource: Some(ours(&policy)), ..Policies::default() });
        assert_eq!(verdict, Verdict::ImplicitDeny(PolicyType::Trust));
    }
}

#[test]
fn not_principal_spares_whom_it_names_with_all_layers() {
    let all = allow("*");
    let all = [source(&all)];
    let role = "arn:aws:iam::123456789012:role/deep/path/crew";
    let seat = "arn:aws:sts::123456789012:assumed-role/crew/shift";
    let denies = |principal: &Principal, listed: &[&str]| {
        let listed = listed.iter().map(|arn| format!(r#""{arn}""#)).collect::<Vec<_>>().join(",");
        let policy = of_resource("Deny", &format!(r#""NotPrincipal":{{"AWS":[{listed}]}}"#));
        let policies =
            Policies { identity: &all, resource: Some(ours(&policy)), ..Policies::default() };
        read(principal, &policies) == Verdict::ExplicitDeny(PolicyType::Resource)
    };
    let user = user("quill");
    assert!(denies(&user, &["arn:aws:iam::123456789012:user/quill"]));
    assert!(denies(&user, &["123456789012"]));
    assert!(!denies(&user, &["arn:aws:iam::123456789012:user/quill", "123456789012"]));
    assert!(!denies(&user, &["AIDA22222222222222222", "123456789012"]));
    assert!(denies(&session(), &[role, "123456789012"]));
    assert!(denies(&session(), &[seat, "123456789012"]));
    assert!(!denies(&session(), &[seat, role, "123456789012"]));
    assert!(!denies(&root(), &["123456789012"]));
    assert!(denies(&root(), &[role]));
    assert!(!denies(&session(), &["*"]));
    // An Allow leaves out whom it names with any layer.
    let policy = of_resource("Allow", r#""NotPrincipal":{"AWS":"123456789012"}"#);
    let policies = Policies { resource: Some(ours(&policy)), ..Policies::default() };
    assert_eq!(read(&user, &policies), Verdict::ImplicitDeny(PolicyType::Identity));
}

#[test]
fn a_decision_names_the_statements() {
    let first = policy(
        r#"{"Version":"2012-10-17","Statement":[
  {"Effect":"Allow","Action":"iam:*","Resource":"*"},
  {"Sid":"Reading","Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}"#,
    );
    let second = deny("s3:*");
    let identity =
        [Source { name: "first", policy: &first }, Source { name: "second", policy: &second }];
    let user = user("quill");
    let context = context(&user);
    let request = Request::new(&user, "s3:GetObject", BUCKET, &context);
    let boundary = Some(Source { name: "fence", policy: &first });
    let policies = Policies { identity: &identity, boundary, ..Policies::default() };
    let decision = decide(&request, &policies);
    let matched: Vec<_> =
        decision.matched.iter().map(|one| (one.source, one.index, one.policy_type)).collect();
    assert_eq!(
        matched,
        [
            ("first", 1, PolicyType::Identity),
            ("second", 0, PolicyType::Identity),
            ("fence", 1, PolicyType::Boundary)
        ]
    );
    assert_eq!(decision.allowed_by_boundary, Some(true));
    assert_eq!(decision.verdict.eval_decision(), "explicitDeny");
    let mixed = policy(
        r#"{"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Action":"*","Resource":"*"},
            {"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#,
    );
    let denying = Some(Source { name: "fence", policy: &mixed });
    let fenced = decide(&request, &Policies { boundary: denying, ..policies });
    assert_eq!(fenced.allowed_by_boundary, Some(false));
    let free = decide(&request, &Policies { boundary: None, ..policies });
    assert_eq!(free.allowed_by_boundary, None);
    let reading = decision.matched[0].statement;
    assert_eq!(reading.sid(), Some("Reading"));
    assert_eq!((reading.start().line, reading.start().column), (3, 3));
    assert_eq!((reading.end().line, reading.end().column), (3, 71));
}

#[test]
fn refusals_are_said_in_the_words_of_aws() {
    let user = user("quill");
    let context = context(&user);
    let request = Request::new(&user, "iam:ListUsers", "arn:aws:iam::123456789012:user/", &context);
    let start = "User: arn:aws:iam::123456789012:user/quill is not authorized to perform: \
                 iam:ListUsers on resource: arn:aws:iam::123456789012:user/";
    let said = |verdict: Verdict| verdict.message(&request).unwrap();
    for (verdict, end) in [
        (
            Verdict::ImplicitDeny(PolicyType::Identity),
            " because no identity-based policy allows the iam:ListUsers action",
        ),
        (
            Verdict::ImplicitDeny(PolicyType::Boundary),
            " because no permissions boundary allows the iam:ListUsers action",
        ),
        (
            Verdict::ImplicitDeny(PolicyType::Session),
            " because no session policy allows the iam:ListUsers action",
        ),
        (
            Verdict::ExplicitDeny(PolicyType::Identity),
            " with an explicit deny in an identity-based policy",
        ),
        (
            Verdict::ExplicitDeny(PolicyType::Boundary),
            " with an explicit deny in a permissions boundary",
        ),
        (
            Verdict::ExplicitDeny(PolicyType::Resource),
            " with an explicit deny in a resource-based policy",
        ),
        (Verdict::ExplicitDeny(PolicyType::Trust), ""),
        (Verdict::ImplicitDeny(PolicyType::Trust), ""),
    ] {
        assert_eq!(said(verdict), format!("{start}{end}"));
    }
    assert_eq!(Verdict::Allowed.message(&request), None);
    assert_eq!(
        refusal(&session(), "sts:AssumeRole", ROLE),
        "User: arn:aws:sts::123456789012:assumed-role/crew/shift is not authorized to perform: \
         sts:AssumeRole on resource: arn:aws:iam::123456789012:role/crew"
    );
}
