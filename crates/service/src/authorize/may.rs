//! The decision itself.

use identity::Identity;
use identity::names::AccountId;
use identity::policy::{
    Kind as Document, Policies, Request, ResourcePolicy, Source, Verdict, decide,
};
use identity::tags::Tag;
use storage::Tx;

use super::applied::managed;
use super::{Applied, Ask, ParsedPolicy, applied_to, context_of};
use crate::caller::administrator_access;
use crate::{Caller, Kind, Service, ServiceError};

/// Is all policies that bind a caller.
struct Bound {
    own: Vec<Applied>,
    session: Option<Vec<Applied>>,
    boundary: Option<Applied>,
}

impl Caller {
    /// Requires that the caller may do it. In the console a refusal is no more
    /// than that; a program is told what AWS tells.
    pub(crate) fn authorize(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        ask: &Ask,
    ) -> Result<(), ServiceError> {
        match self.decide(svc, tx, ask, None)? {
            Verdict::Allowed => Ok(()),
            refused => Err(self.refusal(svc, ask, refused)),
        }
    }

    /// Says whether the caller may do it.
    pub(crate) fn may(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        ask: &Ask,
    ) -> Result<bool, ServiceError> {
        Ok(self.decide(svc, tx, ask, None)? == Verdict::Allowed)
    }

    /// Says of each thing whether the caller may do it. The policies are read once.
    pub(crate) fn may_each<const N: usize>(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        asks: &[Ask; N],
    ) -> Result<[bool; N], ServiceError> {
        let bound = self.bound(svc, tx)?;
        let mut may = [false; N];
        for (may, ask) in may.iter_mut().zip(asks) {
            *may = self.decide_within(&bound, svc, tx, ask, None)? == Verdict::Allowed;
        }
        Ok(may)
    }

    /// Requires that nothing denies it: for what everybody may do with their own
    /// devices and password in the console.
    pub(crate) fn authorize_own(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        action: &'static str,
    ) -> Result<(), ServiceError> {
        let ask = Ask::new(action, self.arn());
        match self.decide(svc, tx, &ask, None)? {
            Verdict::Allowed | Verdict::ImplicitDeny(_) => Ok(()),
            refused @ Verdict::ExplicitDeny(_) => Err(self.refusal(svc, &ask, refused)),
        }
    }

    /// Decides, with the policy of the resource where it has one (a role's trust
    /// policy, and the account of the role).
    pub(crate) fn decide(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        ask: &Ask,
        trust: Option<(&ParsedPolicy, AccountId)>,
    ) -> Result<Verdict, ServiceError> {
        let bound = self.bound(svc, tx)?;
        self.decide_within(&bound, svc, tx, ask, trust)
    }

    /// Reads all policies that bind the caller.
    fn bound(&self, svc: &Service, tx: &mut dyn Tx) -> Result<Bound, ServiceError> {
        let boundary = match &self.boundary {
            Some(id) => Some(managed(svc, tx, self.account, id)?),
            None => None,
        };
        let own = self.own_policies(svc, tx)?;
        Ok(Bound { own, session: self.session_policies(svc, tx)?, boundary })
    }

    fn decide_within(
        &self,
        bound: &Bound,
        svc: &Service,
        tx: &mut dyn Tx,
        ask: &Ask,
        trust: Option<(&ParsedPolicy, AccountId)>,
    ) -> Result<Verdict, ServiceError> {
        self.require_scope(ask.action)?;
        let Bound { own, session, boundary } = bound;
        let all = || {
            let parsed = own.iter().chain(session.iter().flatten()).chain(boundary);
            parsed.map(|applied| &*applied.parsed).chain(trust.map(|(policy, _)| policy))
        };
        let principal_tags = if all().any(|policy| policy.principal_tags) {
            self.principal_tags(tx)?
        } else {
            Vec::new()
        };
        let resource_tags = match &ask.tagged {
            Some((account, holder)) if all().any(|policy| policy.resource_tags) => {
                tx.tags_of(account.unwrap_or(self.account), holder)?
            }
            _ => Vec::new(),
        };
        let context = context_of(self, ask, &principal_tags, &resource_tags, svc.now());
        let own: Vec<Source<'_>> = own.iter().map(Applied::source).collect();
        let session: Option<Vec<Source<'_>>> =
            session.as_ref().map(|list| list.iter().map(Applied::source).collect());
        let policies = Policies {
            identity: &own,
            boundary: boundary.as_ref().map(Applied::source),
            session: session.as_deref(),
            resource: trust.map(|(policy, owner)| ResourcePolicy {
                source: Source { name: "trust policy", policy: &policy.policy },
                owner,
            }),
        };
        let request = Request::new(&self.principal, ask.action, &ask.resource, &context);
        Ok(decide(&request, &policies).verdict)
    }

    /// Returns the policies of the identity: none for root, whom they do not bind.
    fn own_policies(&self, svc: &Service, tx: &mut dyn Tx) -> Result<Vec<Applied>, ServiceError> {
        match &self.identity {
            Identity::Root if self.federated().is_none() => Ok(Vec::new()),
            Identity::Root => Ok(vec![managed(svc, tx, self.account, &administrator_access())?]),
            Identity::User(id) => applied_to(svc, tx, self.account, id.as_str()),
            Identity::Role(session) => applied_to(svc, tx, self.account, session.role().as_str()),
        }
    }

    /// Returns the policies that were passed when the session was made. A
    /// federated user without any may do nothing.
    fn session_policies(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
    ) -> Result<Option<Vec<Applied>>, ServiceError> {
        let Some(session) = self.temporary() else { return Ok(None) };
        if !session.has_policies() && session.federated().is_none() {
            return Ok(None);
        }
        let mut applied = Vec::new();
        for document in &session.policies {
            let parsed = svc.parsed().of(Document::Session, document)?;
            applied.push(Applied { name: "session policy".to_owned(), parsed });
        }
        for id in &session.policy_ids {
            // One that was deleted since allows nothing.
            if let Some((name, document)) = super::managed_document(tx, self.account, id)? {
                let parsed = svc.parsed().of(Document::Managed, &document)?;
                applied.push(Applied { name, parsed });
            }
        }
        Ok(Some(applied))
    }

    /// Returns the tags of the user or role, and those of the session over them.
    fn principal_tags(&self, tx: &mut dyn Tx) -> Result<Vec<Tag>, ServiceError> {
        let mut tags = match &self.identity {
            Identity::Root => Vec::new(),
            Identity::User(id) => tx.tags_of(self.account, id.as_str())?,
            Identity::Role(session) => tx.tags_of(self.account, session.role().as_str())?,
        };
        for tag in self.temporary().map(|session| &session.tags).into_iter().flatten() {
            tags.retain(|old| old.folded() != tag.folded());
            tags.push(tag.clone());
        }
        Ok(tags)
    }

    fn refusal(&self, svc: &Service, ask: &Ask, verdict: Verdict) -> ServiceError {
        if self.console().is_ok() {
            return ServiceError::Denied;
        }
        let resource = ask.shown.as_ref().unwrap_or(&ask.resource);
        let context = context_of(self, ask, &[], &[], svc.now());
        let request = Request::new(&self.principal, ask.action, resource, &context);
        let message = verdict.message(&request).unwrap_or_else(|| "Access Denied".to_owned());
        ServiceError::api(Kind::AccessDenied, message)
    }
}
