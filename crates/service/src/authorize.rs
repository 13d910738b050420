//! What a caller may do, decided in one place for all doors.

use storage::Tx;

use crate::{Caller, Kind, Service, ServiceError};

/// Is what somebody wants to do to what.
#[derive(Clone)]
pub(crate) struct Ask {
    action: &'static str,
    resource: String,
    /// What a refusal names instead.
    shown: Option<String>,
    /// Whose tags the resource has.
    tagged: Option<String>,
}

impl Ask {
    /// Asks for an action on a resource.
    pub(crate) fn new(action: &'static str, resource: impl Into<String>) -> Self {
        Self { action, resource: resource.into(), shown: None, tagged: None }
    }

    /// Names another resource in a refusal, where the real one would tell too
    /// much.
    pub(crate) fn shown(self, resource: String) -> Self {
        Self { shown: Some(resource), ..self }
    }

    /// Says whose tags the resource has.
    pub(crate) fn tagged(self, holder: &str) -> Self {
        Self { tagged: Some(holder.to_owned()), ..self }
    }
}

impl Caller {
    /// Says whether the caller may do it.
    pub(crate) fn may(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        ask: &Ask,
    ) -> Result<bool, ServiceError> {
        match self.authorize(svc, tx, ask) {
            Ok(()) => Ok(true),
            Err(ServiceError::Denied) => Ok(false),
            Err(ServiceError::Api(error)) if error.kind == Kind::AccessDenied => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// Requires that the caller may do it.
    pub(crate) fn authorize(
        &self,
        _svc: &Service,
        _tx: &mut dyn Tx,
        ask: &Ask,
    ) -> Result<(), ServiceError> {
        if self.is_administrator() {
            return Ok(());
        }
        if self.console().is_ok() {
            return Err(ServiceError::Denied);
        }
        Err(ServiceError::access_denied(format!(
            "User: {} is not authorized to perform: {} on resource: {} because no identity-based \
             policy allows the {} action",
            self.arn,
            ask.action,
            ask.shown.as_ref().unwrap_or(&ask.resource),
            ask.action
        )))
    }
}
