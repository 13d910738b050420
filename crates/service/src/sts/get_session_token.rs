//! Temporary credentials for a user or for root (operation GetSessionToken), with
//! a second factor where a code is sent. No policy allows or forbids it.

use identity::audit::Action;
use identity::names::{AccessKeyId, KeyKind};
use serde_json::json;

use super::{Credentials, TokenCode, factor, lifetime};
use crate::caller::Credential;
use crate::credentials::{SessionKind, TemporarySession, issue};
use crate::env::random;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug, Default)]
pub struct GetSessionToken {
    /// Seconds: 900 to 129600, 43200 when left out; for root at most 3600.
    pub duration_seconds: Option<u32>,
    /// A code of one of the caller's devices.
    pub mfa: Option<TokenCode>,
}

/// Gives credentials to who signs with a long-term key.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    command: GetSessionToken,
) -> Result<Credentials, ServiceError> {
    let Credential::LongTerm(_) = &caller.credential else {
        return Err(ServiceError::access_denied(
            "Cannot call GetSessionToken with session credentials",
        ));
    };
    let lasts = lifetime::of_identity(caller.is_root(), command.duration_seconds)?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let given = svc.judge(caller.account, move |tx| {
        let action = Action::GetSessionToken;
        let mfa = match &command.mfa {
            None => None,
            Some(token) => match factor::check(&inner, tx, &caller, token, action, now)? {
                Ok(mfa) => Some(mfa),
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        let random = random(inner.env());
        let id = AccessKeyId::from_random(KeyKind::Temporary, caller.account, random);
        let given = told::credentials(id.as_str(), now.plus(lasts));
        let mut entry = Entry::by(&caller, action)
            .detail(format!("access key {}", id.as_str()))
            .answered(&json!({ "credentials": given }));
        if let Some(mfa) = &mfa {
            entry = entry.on(mfa.device.as_str());
        }
        entry.keep(tx, caller.account, now)?;
        Ok(Ok(TemporarySession {
            access_key_id: id,
            kind: SessionKind::SessionToken,
            identity: caller.identity.clone(),
            issued: now,
            expires: now.plus(lasts),
            mfa,
            policies: Vec::new(),
            policy_ids: Vec::new(),
            tags: Vec::new(),
            transitive: Vec::new(),
            source_identity: None,
        }))
    });
    // Sealed outside of the transaction, where nobody waits for it.
    issue(svc, &given.await?)
}
