//! From a signed request to a [`Caller`]. What is unknown, switched off, revoked
//! or of somebody deleted is one refusal; an unknown key costs the check of a
//! signature like a known one.

use identity::Identity;
use identity::access_key::{AccessKey, KeyUse};
use identity::names::AccessKeyId;
use identity::policy::Principal;
use zeroize::Zeroizing;

use super::noted::Use;
use super::{SecretKey, SessionKind, Signature, open_secret, session_token};
use crate::caller::{Credential, Known, Sees, known};
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
    kept: Kept,
    identity: Identity,
    known: Known,
    credential: Credential,
    /// Not switched off, not revoked.
    good: bool,
}

/// Is the secret of a key, as far as it is open.
enum Kept {
    /// As the store has it.
    Sealed(Box<AccessKey>),
    /// As a session token brought it.
    Open(SecretKey),
}

/// Finds out who a request comes from. The signature is compared once in any case.
pub async fn run(
    svc: &Service,
    presented: Presented,
    signature: &impl Signature,
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
        signature.is_by(&signature.signing_key(&[b'x'; 40]));
        svc.gathered().unknown_key();
        return Err(invalid());
    };
    let expired = matches!(
        &found.credential,
        Credential::Temporary(session) if now >= session.expires
    );
    let refusal = if !is_good(svc, &found.kept, signature)? {
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
        administrator: false,
        sees: Sees::default(),
        credential: found.credential,
        facts: presented.facts,
        trace: Trace::default(),
    };
    note_use(svc, &caller);
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

/// Refuses, for the service STS, what temporary credentials may not call: a user's
/// session may take roles and ask who it is, a federated one may only ask. What
/// somebody may do for another is never more than what they were given ("Comparing
/// AWS STS credentials").
pub fn require_sts(caller: &Caller, operation: &str) -> Result<(), ServiceError> {
    let allowed: &[&str] = match caller.temporary().map(|session| &session.kind) {
        None | Some(SessionKind::AssumedRole { .. }) => return Ok(()),
        Some(SessionKind::SessionToken) => &["AssumeRole", "GetCallerIdentity"],
        Some(SessionKind::Federated { .. }) => &["GetCallerIdentity"],
    };
    if allowed.contains(&operation) {
        return Ok(());
    }
    let message = format!("Cannot call {operation} with session credentials");
    Err(ServiceError::access_denied(message))
}

/// Compares the signature with the secret of a key.
fn is_good(svc: &Service, kept: &Kept, signature: &impl Signature) -> Result<bool, ServiceError> {
    let row = match kept {
        Kept::Open(secret) => {
            return Ok(signature.is_by(&signature.signing_key(secret.expose().as_bytes())));
        }
        Kept::Sealed(row) => row,
    };
    let scope = signature.scope();
    if let Some(key) = svc.signing_keys().find(row, scope) {
        return Ok(signature.is_by(&key));
    }
    let secret = open_secret(svc, &row.id, &row.owner, &row.sealed_secret)?;
    let key = signature.signing_key(secret.expose().as_bytes());
    let good = signature.is_by(&key);
    if good {
        svc.signing_keys().remember(row, scope, key);
    }
    Ok(good)
}

async fn find_long_term(svc: &Service, id: &AccessKeyId) -> Result<Option<Found>, ServiceError> {
    let id = id.clone();
    svc.glance(move |tx| {
        let Some(key) = tx.access_key(&id)? else { return Ok(None) };
        let Some(known) = known(tx, id.account(), &key.owner)? else { return Ok(None) };
        Ok(Some(Found {
            identity: key.owner.clone(),
            known,
            credential: Credential::LongTerm(id.clone()),
            good: key.active,
            kept: Kept::Sealed(Box::new(key)),
        }))
    })
    .await
}

async fn find_temporary(
    svc: &Service,
    id: &AccessKeyId,
    token: &str,
) -> Result<Option<Found>, ServiceError> {
    let Some((session, secret)) = session_token::open(svc.keys(), id, token) else {
        return Ok(None);
    };
    let account = id.account();
    svc.glance(move |tx| {
        let Some(known) = known(tx, account, &session.identity)? else { return Ok(None) };
        let revoked = tx.sessions_revoked_before(account, holder(&session.identity))?;
        Ok(Some(Found {
            kept: Kept::Open(secret.clone()),
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
fn note_use(svc: &Service, caller: &Caller) {
    let now = svc.now();
    let (key, role) = match &caller.credential {
        Credential::LongTerm(id) => (Some(id), None),
        Credential::Temporary(_) => match &caller.identity {
            Identity::Role(session) => (None, Some(session.role())),
            Identity::Root | Identity::User(_) => (None, None),
        },
        Credential::Console(_) => return,
    };
    let holder = holder(&caller.identity);
    let service = caller.facts.service;
    let make = || Use {
        key: key.cloned(),
        role: role.cloned(),
        holder: holder.to_owned(),
        used: KeyUse {
            at: now,
            service: service.to_owned(),
            region: caller.facts.region.chars().take(64).collect(),
        },
    };
    if let Some(key) = key {
        svc.noted().note(caller.account, key.as_str(), service, now, make);
    } else {
        let who = format!("{} {holder}", caller.account);
        svc.noted().note(caller.account, &who, service, now, make);
    }
}
