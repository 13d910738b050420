//! An account with a few principals, and short ways to ask.

use identity::names::AccountId;
use identity::policy::{
    Context, Decision, Kind, MfaState, Policies, Policy, Principal, Request, Source, Verdict,
    decide,
};

pub(crate) const ACCOUNT: &str = "123456789012";

pub(crate) fn account() -> AccountId {
    AccountId::parse(ACCOUNT).unwrap()
}

pub(crate) fn user(name: &str) -> Principal {
    Principal::User {
        account: account(),
        id: "AIDA22222222222222222".into(),
        arn: format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        name: name.into(),
    }
}

pub(crate) fn root() -> Principal {
    Principal::Root { account: account() }
}

pub(crate) fn session() -> Principal {
    Principal::RoleSession {
        account: account(),
        role_id: "AROA33333333333333333".into(),
        role_arn: format!("arn:aws:iam::{ACCOUNT}:role/deep/path/crew"),
        session: "shift".into(),
    }
}

pub(crate) fn context(principal: &Principal) -> Context {
    let mut context = Context::new();
    context.set_principal(principal);
    context
}

pub(crate) fn mfa(state: MfaState) -> Context {
    let mut context = context(&user("quill"));
    context.set_mfa(state);
    context
}

/// Reads a managed policy.
pub(crate) fn policy(document: &str) -> Policy {
    Policy::parse(Kind::Managed, document).unwrap_or_else(|fault| panic!("{fault}: {document}"))
}

/// Makes a managed policy of one statement's members.
pub(crate) fn statement(members: &str) -> Policy {
    policy(&format!(r#"{{"Version":"2012-10-17","Statement":{{{members}}}}}"#))
}

/// Makes a policy of the 2012 language that allows everything under a condition.
pub(crate) fn allow_if(condition: &str) -> Policy {
    statement(&format!(
        r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{{{condition}}}"#
    ))
}

/// Makes one that allows everything, and denies everything under a condition.
pub(crate) fn deny_if(condition: &str) -> Policy {
    policy(&format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Action":"*","Resource":"*"}},
            {{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{{condition}}}}}]}}"#
    ))
}

/// Decides by one policy of the user `quill`.
pub(crate) fn ask(policy: &Policy, action: &str, resource: &str, context: &Context) -> Verdict {
    let principal = user("quill");
    let request = Request::new(&principal, action, resource, context);
    verdict(&request, &Policies { identity: &[source(policy)], ..Policies::default() })
}

pub(crate) fn source(policy: &Policy) -> Source<'_> {
    Source { name: "p", policy }
}

pub(crate) fn verdict(request: &Request<'_>, policies: &Policies<'_>) -> Verdict {
    let decision: Decision<'_> = decide(request, policies);
    assert_eq!(decision.is_allowed(), decision.verdict == Verdict::Allowed);
    decision.verdict
}

/// Says whether a policy allows anything at all in a context.
pub(crate) fn allows(policy: &Policy, context: &Context) -> bool {
    ask(policy, "iam:ListUsers", "*", context) == Verdict::Allowed
}
