//! Whether a request is allowed, by all policies that have a say. Source: the pages
//! "Policy evaluation logic" and "Permissions boundaries for IAM entities":
//! a Deny anywhere decides; then each kind of policy that is present must allow, save
//! where the policy of a resource in the same account names the caller.

use super::decision::{Decision, Matched, PolicyType, Verdict};
use super::document::Policy;
use super::kind::Kind;
use super::request::Request;
use super::statement::Effect;
use super::trusted::Closeness;
use crate::names::AccountId;

/// Is a policy and the name by which a decision speaks of it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The policy's ARN or name; nothing is read from it.
    pub name: &'a str,
    /// The policy.
    pub policy: &'a Policy,
}

/// Holds all policies that have a say in a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policies<'a> {
    /// Those of the user and all its groups, or of the role: inside and attached. They
    /// do not bind the root user.
    pub identity: &'a [Source<'a>],
    /// The permissions boundary of the user or role. It does not bind the root user.
    pub boundary: Option<Source<'a>>,
    /// Those that were passed when the session was made; `None` if none were, which
    /// is not the same as an empty list, that allows nothing.
    pub session: Option<&'a [Source<'a>]>,
    /// The policy of the resource: for AssumeRole the role's trust policy.
    pub resource: Option<ResourcePolicy<'a>>,
}

/// Is the policy of a resource. A trust policy must allow, whoever asks; any other is
/// one of two ways to be allowed in the resource's own account.
#[derive(Clone, Copy, Debug)]
pub struct ResourcePolicy<'a> {
    /// The policy.
    pub source: Source<'a>,
    /// The account that the resource belongs to.
    pub owner: AccountId,
}

/// Decides a request.
pub fn decide<'a>(request: &Request<'_>, policies: &Policies<'a>) -> Decision<'a> {
    let root = request.principal().is_root();
    let mut matched = Vec::new();
    let mut survey =
        |sources: &[Source<'a>], policy_type| survey(request, sources, policy_type, &mut matched);
    let own = if root { &[] } else { policies.identity };
    let own = survey(own, PolicyType::Identity);
    let boundary = policies.boundary.filter(|_| !root);
    let boundary = boundary.map(|source| survey(&[source], PolicyType::Boundary));
    let session = policies.session.map(|sources| survey(sources, PolicyType::Session));
    let resource = policies.resource.map(|resource| {
        let trust = resource.source.policy.kind() == Kind::Trust;
        let policy_type = if trust { PolicyType::Trust } else { PolicyType::Resource };
        let tally = survey(&[resource.source], policy_type);
        Resource { tally, policy_type, foreign: resource.owner != request.principal().account() }
    });
    let sides = Sides {
        own: Tally { allowed: own.allowed.or(root.then_some(Closeness::Direct)), ..own },
        boundary,
        session,
    };
    Decision {
        verdict: sides.verdict(resource),
        allowed_by_boundary: boundary.map(|tally| tally.allowed.is_some() && !tally.denied),
        matched,
    }
}

/// Is what the policies of one type say together.
#[derive(Clone, Copy, Default)]
struct Tally {
    denied: bool,
    /// How closely the closest Allow names the principal.
    allowed: Option<Closeness>,
}

#[derive(Clone, Copy)]
struct Resource {
    tally: Tally,
    policy_type: PolicyType,
    /// The resource belongs to another account than the principal.
    foreign: bool,
}

struct Sides {
    own: Tally,
    boundary: Option<Tally>,
    session: Option<Tally>,
}

fn survey<'a>(
    request: &Request<'_>,
    sources: &[Source<'a>],
    policy_type: PolicyType,
    matched: &mut Vec<Matched<'a>>,
) -> Tally {
    let mut tally = Tally::default();
    for source in sources {
        for (index, statement) in source.policy.statements().iter().enumerate() {
            let Some(closeness) = statement.applies(request) else { continue };
            match statement.effect() {
                Effect::Deny => tally.denied = true,
                Effect::Allow => tally.allowed = tally.allowed.max(Some(closeness)),
            }
            matched.push(Matched { policy_type, source: source.name, index, statement });
        }
    }
    tally
}

impl Sides {
    fn verdict(&self, resource: Option<Resource>) -> Verdict {
        let tallies = [
            (PolicyType::Identity, Some(self.own)),
            (PolicyType::Boundary, self.boundary),
            (PolicyType::Session, self.session),
        ];
        let other = resource.map(|resource| (resource.policy_type, Some(resource.tally)));
        for (policy_type, tally) in tallies.into_iter().chain(other) {
            if tally.is_some_and(|tally| tally.denied) {
                return Verdict::ExplicitDeny(policy_type);
            }
        }
        let Some(resource) = resource else { return self.own_side(true) };
        let must_allow = resource.foreign || resource.policy_type == PolicyType::Trust;
        match resource.tally.allowed {
            None if must_allow => Verdict::ImplicitDeny(resource.policy_type),
            _ if resource.foreign => self.own_side(true),
            Some(Closeness::Direct) => Verdict::Allowed,
            Some(Closeness::Loose) => self.own_side(false),
            Some(Closeness::Account) | None => self.own_side(true),
        }
    }

    /// Asks the policies on the principal's side; those of its identity only where
    /// nothing stands in for them.
    fn own_side(&self, identity: bool) -> Verdict {
        let allows = |tally: Option<Tally>| tally.is_none_or(|tally| tally.allowed.is_some());
        if identity && !allows(Some(self.own)) {
            Verdict::ImplicitDeny(PolicyType::Identity)
        } else if !allows(self.boundary) {
            Verdict::ImplicitDeny(PolicyType::Boundary)
        } else if !allows(self.session) {
            Verdict::ImplicitDeny(PolicyType::Session)
        } else {
            Verdict::Allowed
        }
    }
}
