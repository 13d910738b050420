//! Asking for the use of a passkey: at the second step of a sign-in, and for a fresh
//! proof in a session.

use identity::device::limits::OPEN_CHALLENGES;
use identity::names::AccountId;
use identity::{Identity, Timestamp};
use storage::{OpenChallenge, Tx};
use webauthn::{Challenge, Credential, request_options};

use super::{Holder, relying_party};
use crate::env::random;
use crate::signin::pending::{awaits_factor, find};
use crate::{Bearer, Caller, Service, ServiceError};

/// Makes a challenge for the second step of a sign-in, and returns the options for
/// the browser.
pub async fn sign_in(svc: &Service, token: &Bearer) -> Result<String, ServiceError> {
    let (inner, token, now) = (svc.clone(), token.clone(), svc.now());
    svc.write(token.account(), move |tx| {
        let state = awaits_factor(find(tx, &token, now)?.state)?;
        let holder = Holder::of_sign_in(&token);
        ask(&inner, tx, token.account(), &state.subject().identity, &holder, now)
    })
    .await
}

/// Makes a challenge for a fresh proof in the caller's session, and returns the
/// options for the browser.
pub async fn confirm(svc: &Service, caller: &Caller) -> Result<String, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        caller.console()?;
        let holder = Holder::of_session(&caller);
        ask(&inner, tx, caller.account, &caller.identity, &holder, now)
    })
    .await
}

fn ask(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
    holder: &Holder,
    now: Timestamp,
) -> Result<String, ServiceError> {
    let party = relying_party(svc)?;
    let passkeys = tx.passkeys_of(account, identity)?;
    if passkeys.is_empty() {
        return Err(ServiceError::NotFound("passkey"));
    }
    let challenge = Challenge::new(random(svc.env()));
    let open = OpenChallenge {
        challenge: *challenge.as_bytes(),
        holder: holder.hash,
        identity: identity.clone(),
        purpose: holder.purpose,
        device: None,
        began: now,
    };
    tx.put_challenge(account, &open, OPEN_CHALLENGES)?;
    let allowed: Vec<Credential> = passkeys.into_iter().map(|one| one.credential).collect();
    Ok(request_options(party, &challenge, &allowed))
}
