//! What somebody else could do, if they asked now: the real policies, without
//! anybody signing in. For looking ahead only; nothing is ever permitted by it.

use identity::Timestamp;
use identity::names::AccountId;
use identity::policy::{Context, MfaState, Policies, Principal, Request, Verdict, decide};
use identity::user::User;
use storage::Tx;

use super::applied::managed;
use super::{Applied, Ask, applied_to};
use crate::{Service, ServiceError};

/// Is a user with all policies that bind it.
pub(crate) struct Imagined {
    principal: Principal,
    own: Vec<Applied>,
    boundary: Option<Applied>,
}

/// Says by what an imagined request is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProvedBy {
    /// A session of the console with a second factor.
    Session,
    /// An access key.
    AccessKey,
}

impl Imagined {
    /// Reads a user's policies; `None` for one that no policy gives anything.
    pub(crate) fn of(
        svc: &Service,
        tx: &mut dyn Tx,
        account: AccountId,
        user: &User,
    ) -> Result<Option<Self>, ServiceError> {
        let own = applied_to(svc, tx, account, user.id.as_str())?;
        if own.is_empty() {
            return Ok(None);
        }
        let boundary = match &user.boundary {
            Some(id) => Some(managed(svc, tx, account, id)?),
            None => None,
        };
        let principal = Principal::User {
            account,
            id: user.id.as_str().to_owned(),
            arn: user.arn(),
            name: user.name.as_str().to_owned(),
        };
        Ok(Some(Self { principal, own, boundary }))
    }

    /// Says whether the policies would allow it. What they ask about tags and
    /// network addresses is not known, and so not given.
    pub(crate) fn may(&self, ask: &Ask, proved_by: ProvedBy, now: Timestamp) -> bool {
        let mut context = Context::new();
        context.set_principal(&self.principal);
        context.set_mfa(match proved_by {
            ProvedBy::Session => MfaState::Present { age: std::time::Duration::ZERO },
            ProvedBy::AccessKey => MfaState::Unknown,
        });
        context.set_time(now);
        context.set("aws:SecureTransport", "true");
        context.set("aws:ViaAWSService", "false");
        context.set("aws:PrincipalIsAWSService", "false");
        let own: Vec<_> = self.own.iter().map(Applied::source).collect();
        let policies = Policies {
            identity: &own,
            boundary: self.boundary.as_ref().map(Applied::source),
            session: None,
            resource: None,
        };
        let request = Request::new(&self.principal, ask.action, &ask.resource, &context);
        decide(&request, &policies).verdict == Verdict::Allowed
    }
}
