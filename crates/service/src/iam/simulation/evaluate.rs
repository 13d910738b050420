//! The evaluation itself, for every action on every resource.

use identity::Timestamp;
use identity::names::AccountId;
use identity::policy::{
    Context, Kind as Document, Policies, Policy, Position, Principal, Request, ResourcePolicy,
    Source, decide,
};

use super::context_keys::names_of;
use super::inputs::{Simulation, read_all};
use crate::ServiceError;

/// Is a statement that matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedStatement {
    /// The name of its policy.
    pub policy: String,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

/// Is what was decided for one action on one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluated {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    pub decision: &'static str,
    /// The statements that matched.
    pub matched: Vec<MatchedStatement>,
    /// Keys that policies ask for and that nothing was said about.
    pub missing_context: Vec<String>,
    /// Whether the boundary allows it, where there is one.
    pub allowed_by_boundary: Option<bool>,
}

/// Is whose policies are evaluated.
pub(super) struct Whose<'a> {
    pub(super) principal: Principal,
    pub(super) own: Vec<Source<'a>>,
    pub(super) boundary: Option<Source<'a>>,
    pub(super) account: AccountId,
    pub(super) now: Timestamp,
}

/// Evaluates a simulation.
pub(super) fn evaluate(
    whose: &Whose<'_>,
    simulation: &Simulation,
) -> Result<Vec<Evaluated>, ServiceError> {
    let given = read_all(Document::RoleInline, &simulation.policies, "PolicyInputList")?;
    let bounds =
        read_all(Document::Managed, &simulation.boundaries, "PermissionsBoundaryPolicyInputList")?;
    let documents: Vec<String> = simulation.resource_policy.iter().cloned().collect();
    let of_resource = read_all(Document::Resource, &documents, "ResourcePolicy")?;

    let mut own = whose.own.clone();
    own.extend(sources(&given));
    let boundary = sources(&bounds).next().or(whose.boundary);
    let resource =
        sources(&of_resource).next().map(|source| ResourcePolicy { source, owner: whose.account });
    let context = context_of(whose, simulation);
    let asked: Vec<&Policy> = own
        .iter()
        .chain(boundary.as_ref())
        .map(|source| source.policy)
        .chain(resource.iter().map(|resource| resource.source.policy))
        .collect();
    let missing: Vec<String> =
        names_of(asked.into_iter()).into_iter().filter(|name| !context.has(name)).collect();

    let policies = Policies { identity: &own, boundary, session: None, resource };
    let mut results = Vec::new();
    for action in &simulation.actions {
        for target in simulation.resources()? {
            let request = Request::new(&whose.principal, action, &target, &context);
            let decision = decide(&request, &policies);
            let matched = decision.matched.iter().map(|matched| MatchedStatement {
                policy: matched.source.to_owned(),
                start: matched.statement.start(),
                end: matched.statement.end(),
            });
            results.push(Evaluated {
                action: action.clone(),
                decision: decision.verdict.eval_decision(),
                matched: matched.collect(),
                missing_context: missing.clone(),
                allowed_by_boundary: decision.allowed_by_boundary,
                resource: target,
            });
        }
    }
    Ok(results)
}

fn sources(policies: &[(String, Policy)]) -> impl Iterator<Item = Source<'_>> {
    policies.iter().map(|(name, policy)| Source { name, policy })
}

fn context_of(whose: &Whose<'_>, simulation: &Simulation) -> Context {
    let mut context = Context::new();
    context.set_principal(&whose.principal);
    context.set_time(whose.now);
    for entry in &simulation.context {
        match entry.values.first() {
            Some(value) if !entry.is_list => context.set(&entry.name, value.as_str()),
            _ => context.set_many(&entry.name, entry.values.clone()),
        }
    }
    context
}
