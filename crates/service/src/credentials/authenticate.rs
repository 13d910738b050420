//! From a signed request to a [`Caller`]. What is unknown, switched off, revoked
//! or of somebody deleted is one refusal; an unknown key costs the check of a
//! signature like a known one.

use identity::Identity;
use identity::access_key::KeyUse;
use identity::names::AccessKeyId;
use identity::policy::Principal;
use zeroize::Zeroizing;

use super::{SecretKey, SessionKind, open_secret, session_token};
use crate::caller::{Credential, Known, known};
use crate::trace::Trace;
use crate::{Caller, Kind, RequestFacts, Service, ServiceError};

/// Is what a request presents.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The id of the access key.
    pub access_key_id: String,
    /// The session token, where one came with it.
    pub session_token: Option<Zeroizing<String>>,
    /// What else is known of the request.
    pub facts: RequestFacts,
}

const INVALID: &str = "The security token included in the request is invalid.";
const EXPIRED: &str = "The security token included in the request is expired";
const MISMATCH: &str = "The request signature we calculated does not match the signature you \
     provided. Check your AWS Secret Access Key and signing method. Consult the service \
     documentation for details.";

/// Is what was found for a key.
struct Found {
    secret: SecretKey,
    identity: Identity,
    known: Known,
    credential: Credential,
    /// Not switched off, not revoked.
    good: bool,
}

/// Finds out who a request comes from. `check` is given the secret and says
/// whether the signature is the right one; it is called once in any case.
pub async fn run(
    svc: &Service,
    presented: Presented,
    check: impl FnOnce(&[u8]) -> bool,
) -> Result<Caller, ServiceError> {
    let now = svc.now();
    let invalid = || ServiceError::api(Kind::InvalidClientTokenId, INVALID);
    let id = AccessKeyId::parse(&presented.access_key_id);
    let found = match (&id, presented.session_token.as_deref()) {
        (Some(id), None) if !id.is_temporary() => find_long_term(svc, id).await?,
        (Some(id), Some(token)) if id.is_temporary() => find_temporary(svc, id, token).await?,
        _ => None,
    };
    let (Some(id), Some(found)) = (id, found) else {
        // The same work as for a key that exists.
        check(&[b'x'; 40]);
        svc.gathered().unknown_key();
        return Err(invalid());
    };
    let expired = matches!(
        &found.credential,
        Credential::Temporary(session) if now >= session.expires
    );
    let refusal = if !check(found.secret.expose().as_bytes()) {
        Some(ServiceError::api(Kind::SignatureDoesNotMatch, MISMATCH))
    } else if expired {
        Some(ServiceError::api(Kind::ExpiredToken, EXPIRED))
    } else if !found.good {
        Some(invalid())
    } else {
        None
    };
    if let Some(refusal) = refusal {
        svc.gathered().refused_signature(&id, &presented.facts, &refusal, now);
        return Err(refusal);
    }
    let name = match &found.credential {
        Credential::Temporary(session) => session.federated().map(str::to_owned),
        Credential::Console(_) | Credential::LongTerm(_) => None,
    };
    let account = id.account();
    let principal = match &name {
        Some(name) => Principal::FederatedUser { account, name: name.clone() },
        None => found.known.principal,
    };
    let caller = Caller {
        account,
        identity: found.identity,
        name: name.unwrap_or(found.known.name),
        principal,
        boundary: found.known.boundary,
        administrator: found.known.administrator,
        credential: found.credential,
        facts: presented.facts,
        trace: Trace::default(),
    };
    note_use(svc, &caller).await?;
    Ok(caller)
}

/// Refuses, for the service IAM, sessions that may not call it at all: those
/// that GetSessionToken gave without a second factor, and federated ones.
pub fn require_iam(caller: &Caller) -> Result<(), ServiceError> {
    let refused = caller.temporary().is_some_and(|session| match session.kind {
        SessionKind::SessionToken => session.mfa.is_none(),
        SessionKind::Federated { .. } => true,
        SessionKind::AssumedRole { .. } => false,
    });
    if refused {
        let message = INVALID.trim_end_matches('.');
        return Err(ServiceError::api(Kind::InvalidClientTokenId, message));
    }
    Ok(())
}

async fn find_long_term(svc: &Service, id: &AccessKeyId) -> Result<Option<Found>, ServiceError> {
    let (inner, id) = (svc.clone(), id.clone());
    svc.read(move |tx| {
        let Some(key) = tx.access_key(&id)? else { return Ok(None) };
        let Some(known) = known(tx, id.account(), &key.owner)? else { return Ok(None) };
        Ok(Some(Found {
            secret: open_secret(&inner, &id, &key.owner, &key.sealed_secret)?,
            identity: key.owner,
            known,
            credential: Credential::LongTerm(id.clone()),
            good: key.active,
        }))
    })
    .await
}

async fn find_temporary(
    svc: &Service,
    id: &AccessKeyId,
    token: &str,
) -> Result<Option<Found>, ServiceError> {
    let Some((session, secret)) = session_token::open(svc, id, token) else { return Ok(None) };
    let account = id.account();
    svc.read(move |tx| {
        let Some(known) = known(tx, account, &session.identity)? else { return Ok(None) };
        let revoked = tx.sessions_revoked_before(account, holder(&session.identity))?;
        Ok(Some(Found {
            secret: secret.clone(),
            identity: session.identity.clone(),
            known,
            good: revoked.is_none_or(|before| session.issued >= before),
            credential: Credential::Temporary(Box::new(session.clone())),
        }))
    })
    .await
}

/// Returns the id of the user or role, `root` for root: what policies are held by.
pub(crate) fn holder(identity: &Identity) -> &str {
    match identity {
        Identity::Root | Identity::User(_) => identity.key(),
        Identity::Role(session) => session.role().as_str(),
    }
}

/// Notes when key, identity and role were last used.
async fn note_use(svc: &Service, caller: &Caller) -> Result<(), ServiceError> {
    let now = svc.now();
    let (key, role) = match &caller.credential {
        Credential::LongTerm(id) => (Some(id.clone()), None),
        Credential::Temporary(_) => match &caller.identity {
            Identity::Role(session) => (None, Some(session.role().clone())),
            Identity::Root | Identity::User(_) => (None, None),
        },
        Credential::Console(_) => return Ok(()),
    };
    let holder = holder(&caller.identity).to_owned();
    let who = key.as_ref().map_or_else(|| holder.clone(), |id| id.as_str().to_owned());
    let service = caller.facts.service;
    if !svc.noted().is_due(format!("{} {who}", caller.account), service, now) {
        return Ok(());
    }
    let region = caller.facts.region.chars().take(64).collect();
    let used = KeyUse { at: now, service: service.to_owned(), region };
    let account = caller.account;
    svc.write(account, move |tx| {
        if let Some(key) = &key {
            tx.note_access_key_use(key, &used)?;
        }
        if let Some(role) = &role {
            tx.note_role_use(account, role, now)?;
        }
        tx.note_service_use(account, &holder, &used)?;
        Ok(())
    })
    .await
}
