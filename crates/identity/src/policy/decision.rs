//! What came out of an evaluation, and how AWS says it. Sources: the page "Policy
//! evaluation logic", the messages of IAM and STS, the service model of IAM
//! (SimulatePrincipalPolicy).

use super::principal::Principal;
use super::request::Request;
use super::statement::Statement;

/// Is the outcome of an evaluation.
#[derive(Clone, Debug)]
pub struct Decision<'a> {
    /// Whether the request may go on, and if not, for which kind of policy.
    pub verdict: Verdict,
    /// What the boundary says, where one has a say.
    pub allowed_by_boundary: Option<bool>,
    /// All statements that apply, allowing or denying, policy by policy.
    pub matched: Vec<Matched<'a>>,
}

/// Says whether a request is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Allowed,
    /// A statement in a policy of this type denies it.
    ExplicitDeny(PolicyType),
    /// No policy of this type allows it.
    ImplicitDeny(PolicyType),
}

/// Is the part that a policy plays in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyType {
    /// Attached to the user, one of its groups, or the role.
    Identity,
    /// The permissions boundary.
    Boundary,
    /// Passed when the session was made.
    Session,
    /// Attached to the resource.
    Resource,
    /// Attached to the role that is to be assumed.
    Trust,
}

/// Is a statement that applies to the request.
#[derive(Clone, Copy, Debug)]
pub struct Matched<'a> {
    /// The part that its policy plays.
    pub policy_type: PolicyType,
    /// The name of the policy, as it came with the source.
    pub source: &'a str,
    /// The statement's number in the policy, from zero.
    pub index: usize,
    /// The statement.
    pub statement: &'a Statement,
}

impl Decision<'_> {
    /// Says whether the request may go on.
    pub fn is_allowed(&self) -> bool {
        self.verdict == Verdict::Allowed
    }
}

impl Verdict {
    /// Returns the value of `EvalDecision` in answers of simulations.
    pub fn eval_decision(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ExplicitDeny(_) => "explicitDeny",
            Self::ImplicitDeny(_) => "implicitDeny",
        }
    }

    /// Gives the message of the error AccessDenied; `None` if the request is allowed.
    /// It is the same whether the resource exists or not. Refusals of trust policies
    /// give no reason, nor does anything that [`refusal`] is used for.
    pub fn message(self, request: &Request<'_>) -> Option<String> {
        let action = request.action();
        let reason = match self {
            Self::Allowed => return None,
            Self::ExplicitDeny(PolicyType::Trust) | Self::ImplicitDeny(PolicyType::Trust) => {
                String::new()
            }
            Self::ExplicitDeny(policy_type) => {
                format!(" with an explicit deny in {}", policy_type.with_article())
            }
            Self::ImplicitDeny(policy_type) => {
                format!(" because no {} allows the {action} action", policy_type.name())
            }
        };
        Some(refusal(request.principal(), action, request.resource()) + &reason)
    }
}

/// Gives the message of AccessDenied without a reason: for AssumeRole, where a role
/// that is missing must look like one that refuses.
pub fn refusal(principal: &Principal, action: &str, resource: &str) -> String {
    let arn = principal.arn();
    format!("User: {arn} is not authorized to perform: {action} on resource: {resource}")
}

impl PolicyType {
    fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity-based policy",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policy",
            Self::Resource => "resource-based policy",
            Self::Trust => "role trust policy",
        }
    }

    fn with_article(self) -> String {
        let article = if self == Self::Identity { "an" } else { "a" };
        format!("{article} {}", self.name())
    }
}
