//! What is to be decided: who wants to do what, with which resource, under which
//! circumstances.

use super::context::Context;
use super::principal::Principal;

/// Is one request, as policies see it.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    principal: &'a Principal,
    action: &'a str,
    lower_case_action: String,
    resource: &'a str,
    context: &'a Context,
}

impl<'a> Request<'a> {
    /// Makes a request. The action is written `iam:ListUsers`, the resource is an ARN
    /// or `*`. The context must have the principal's keys: see
    /// [`Context::set_principal`].
    pub fn new(
        principal: &'a Principal,
        action: &'a str,
        resource: &'a str,
        context: &'a Context,
    ) -> Self {
        Self { principal, action, lower_case_action: action.to_lowercase(), resource, context }
    }

    /// Returns who asks.
    pub fn principal(&self) -> &'a Principal {
        self.principal
    }

    /// Returns the action, as it was given.
    pub fn action(&self) -> &'a str {
        self.action
    }

    pub(super) fn lower_case_action(&self) -> &str {
        &self.lower_case_action
    }

    /// Returns the resource.
    pub fn resource(&self) -> &'a str {
        self.resource
    }

    /// Returns the condition keys.
    pub fn context(&self) -> &'a Context {
        self.context
    }
}
