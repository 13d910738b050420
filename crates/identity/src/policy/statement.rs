//! A statement of a policy, read once, and whether it applies to a request. Source:
//! the page "IAM JSON policy elements reference". How statements make a decision is
//! not known here.

use super::actions::Action;
use super::condition::Condition;
use super::context::Context;
use super::fault::Position;
use super::glob::Pattern;
use super::principal::Principal;
use super::request::Request;
use super::template::Template;
use super::trusted::{Closeness, Trusted, names_every_layer};

/// Is what a statement does when it applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Grants, unless something else denies.
    Allow,
    /// Refuses, whatever else grants.
    Deny,
}

/// Is a statement of a policy.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(super) sid: Option<String>,
    pub(super) effect: Effect,
    /// `None` in a kind of policy that has none.
    pub(super) principals: Option<Listed<Trusted>>,
    /// Patterns of lower-case names.
    pub(super) actions: Listed<Pattern>,
    /// `None` in a trust policy: its resource is the role.
    pub(super) resources: Option<Listed<Template>>,
    pub(super) conditions: Vec<Condition>,
    pub(super) start: Position,
    pub(super) end: Position,
}

/// Is an element with its list, or the negated form of the element.
#[derive(Clone, Debug)]
pub(super) struct Listed<T> {
    pub(super) negated: bool,
    pub(super) list: Vec<T>,
}

impl Statement {
    /// Returns the statement's `Sid`; an empty one is none.
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// Returns the statement's effect.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Returns the place of the statement's opening brace in the document.
    pub fn start(&self) -> Position {
        self.start
    }

    /// Returns the place after the statement's closing brace.
    pub fn end(&self) -> Position {
        self.end
    }

    /// Says whether the statement allows any action of a service, such as `iam`, on
    /// whatever resource and under whatever condition.
    pub fn allows_some_action_of(&self, service: &str) -> bool {
        self.effect == Effect::Allow
            && Action::all()
                .map(|action| action.name.to_ascii_lowercase())
                .filter(|name| name.split_once(':').is_some_and(|(of, _)| of == service))
                .any(|name| self.covers_action(&name))
    }

    /// Says whether the statement applies, and how closely it names the principal;
    /// a statement without principals is attached to the principal itself.
    pub(super) fn applies(&self, request: &Request<'_>) -> Option<Closeness> {
        if !self.covers_action(request.lower_case_action()) {
            return None;
        }
        let closeness = self.names(request.principal())?;
        let applies = self.covers_resource(request.resource(), request.context())
            && self.conditions.iter().all(|condition| condition.holds(request.context()));
        applies.then_some(closeness)
    }

    fn covers_action(&self, action: &str) -> bool {
        self.actions.list.iter().any(|pattern| pattern.matches(action)) != self.actions.negated
    }

    /// A resource whose variables have nothing to stand for is not covered, neither by
    /// Resource nor by NotResource.
    fn covers_resource(&self, resource: &str, context: &Context) -> bool {
        let Some(resources) = &self.resources else { return true };
        let mut verdicts = resources
            .list
            .iter()
            .map(|template| template.fill(context).map(|pattern| pattern.matches(resource)));
        if resources.negated {
            verdicts.all(|verdict| verdict == Some(false))
        } else {
            verdicts.any(|verdict| verdict == Some(true))
        }
    }

    /// NotPrincipal errs on the side of refusal: a Deny spares only whom it names with
    /// all layers, an Allow leaves out whom it names with any.
    fn names(&self, principal: &Principal) -> Option<Closeness> {
        let Some(principals) = &self.principals else { return Some(Closeness::Direct) };
        let closest = principals.list.iter().filter_map(|one| one.names(principal)).max();
        if !principals.negated {
            return closest;
        }
        let spared = match self.effect {
            Effect::Allow => closest.is_some(),
            Effect::Deny => names_every_layer(&principals.list, principal),
        };
        (!spared).then_some(Closeness::Loose)
    }
}
