//! Times of deciding: one request by a policy as long as a managed policy may be. The
//! goal: at most 10 microseconds.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use identity::names::AccountId;
use identity::policy::{
    Context, Kind, MfaState, Policies, Policy, Principal, Request, Source, decide,
};

/// Makes a policy of just under 6144 characters: statements with lists of actions,
/// wildcards, variables and conditions, then the Deny that forces MFA.
fn document() -> String {
    let mut statements = Vec::new();
    let statement = |n: usize| {
        format!(
            r#"{{"Sid":"S{n}","Effect":"Allow","Action":["iam:Get{n}*","iam:*List?sers{n}","sts:Assume*{n}"],"Resource":["arn:aws:iam::*:user/${{aws:username}}","arn:aws:iam::123456789012:role/team-{n}/*"],"Condition":{{"StringLike":{{"aws:PrincipalTag/team":["team-{n}","${{aws:username}}-*"]}},"IpAddress":{{"aws:SourceIp":["10.{n}.0.0/16","2001:db8:{n}::/48"]}}}}}}"#
        )
    };
    let last = r#"{"Sid":"Own","Effect":"Allow","Action":"iam:*AccessKey*","Resource":"arn:aws:iam::*:user/${aws:username}"},{"Sid":"Force","Effect":"Deny","NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice","iam:GetUser","iam:ListMFADevices","iam:ListVirtualMFADevices","iam:ResyncMFADevice","sts:GetSessionToken"],"Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}"#;
    let whole = |statements: &[String]| {
        format!(r#"{{"Version":"2012-10-17","Statement":[{},{last}]}}"#, statements.join(","))
    };
    while whole(&statements).len() <= Kind::Managed.longest() {
        statements.push(statement(statements.len()));
    }
    statements.pop();
    whole(&statements)
}

/// Makes one where every statement is about the action, so that resources and
/// conditions are looked at as well.
fn broad() -> String {
    document().replace(r#""Action":["#, r#""Action":["*","#)
}

fn context(principal: &Principal) -> Context {
    let mut context = Context::new();
    context.set_principal(principal);
    context.set_mfa(MfaState::Present { age: Duration::from_mins(1) });
    context.set("aws:SourceIp", "10.3.0.7");
    context.set("aws:PrincipalTag/team", "team-99");
    context.set("aws:UserAgent", "aws-cli/1.46.3");
    context.set("aws:SecureTransport", "true");
    context
}

fn times(criterion: &mut Criterion) {
    let principal = Principal::User {
        account: AccountId::from_random([7; 8]),
        id: "AIDA22222222222222222".into(),
        arn: "arn:aws:iam::123456789012:user/quill".into(),
        name: "quill".into(),
    };
    let context = context(&principal);
    let mut one = |name: &str, document: &str, kind: Kind| {
        let policy = Policy::parse(kind, document).unwrap();
        let identity = [Source { name: "policy", policy: &policy }];
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| {
                let request = Request::new(
                    black_box(&principal),
                    "iam:CreateAccessKey",
                    "arn:aws:iam::123456789012:user/quill",
                    &context,
                );
                decide(&request, &Policies { identity: &identity, ..Policies::default() })
            });
        });
    };
    one("6 KB policy, one request", &document(), Kind::Managed);
    one("6 KB policy, every statement about the action", &broad(), Kind::RoleInline);
    let text = document();
    criterion.bench_function("reading the 6 KB policy", |bencher| {
        bencher.iter(|| Policy::parse(Kind::Managed, black_box(&text)));
    });
}

criterion_group!(benches, times);
criterion_main!(benches);
