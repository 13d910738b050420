//! What the answer of a passkey proves. The signature is verified before the
//! transaction; in it, the challenge is used up and the counter moves on, each by
//! one atomic statement that decides who was first.

use identity::device::{AcceptedFactor, Passkey};
use identity::names::{AccountId, SerialNumber};
use identity::signin::RefusedFactor;
use identity::{Identity, Timestamp};
use storage::{OpenChallenge, Tx};
use webauthn::{Assertion, Challenge, Credential, Fault, Given, TIMEOUT};

use super::{Holder, only, relying_party, user_handle};
use crate::factor::{self, Checked};
use crate::{Caller, Proof, Service, ServiceError};

/// Is a proof as it goes into a transaction.
pub(crate) enum Offered {
    /// Codes, which are judged there.
    Typed(Proof),
    /// The answer of a passkey, which was verified.
    Passkey(Verdict),
}

/// Is what was found out about an answer.
pub(crate) struct Verdict {
    /// The challenge that it fits, whose it is and what it is for.
    open: Option<OpenChallenge>,
    /// The passkey that it names, where it is one of that identity.
    serial: Option<SerialNumber>,
    outcome: Result<Assertion, Fault>,
}

/// Verifies the answer of a passkey in the caller's session.
pub(crate) async fn judge_own(
    svc: &Service,
    caller: &Caller,
    proof: Proof,
) -> Result<Offered, ServiceError> {
    judge(svc, caller.account, Holder::of_session(caller), proof).await
}

/// Verifies the answer of a passkey; codes are passed on as they are.
pub(crate) async fn judge(
    svc: &Service,
    account: AccountId,
    holder: Holder,
    proof: Proof,
) -> Result<Offered, ServiceError> {
    let Proof::Passkey(answer) = proof else { return Ok(Offered::Typed(proof)) };
    let party = relying_party(svc)?;
    let refused = |fault| Verdict { open: None, serial: None, outcome: Err(fault) };
    let given = match Given::read(&answer) {
        Ok(given) => given,
        Err(fault) => return Ok(Offered::Passkey(refused(fault))),
    };
    let challenge = given.challenge();
    let Some((open, passkeys)) = find(svc, account, holder, &challenge).await? else {
        return Ok(Offered::Passkey(refused(Fault::WrongChallenge)));
    };
    let handle = user_handle(svc, account, &open.identity);
    let named = passkeys.iter().find(|one| one.credential.id == given.id());
    let serial = named.map(|one| one.serial.clone());
    let allowed: Vec<Credential> = passkeys.into_iter().map(|one| one.credential).collect();
    let outcome = webauthn::assert(party, &challenge, &handle, &allowed, given);
    Ok(Offered::Passkey(Verdict { open: Some(open), serial, outcome }))
}

/// Finds the challenge that an answer fits, if it was made here, for this, and not
/// too long ago; and the passkeys of whom it was made for.
async fn find(
    svc: &Service,
    account: AccountId,
    holder: Holder,
    challenge: &Challenge,
) -> Result<Option<(OpenChallenge, Vec<Passkey>)>, ServiceError> {
    let (challenge, now) = (*challenge.as_bytes(), svc.now());
    svc.read(move |tx| {
        let Some(open) = open(tx, account, &holder, &challenge, now)? else { return Ok(None) };
        let passkeys = tx.passkeys_of(account, &open.identity)?;
        Ok(Some((open, passkeys)))
    })
    .await
}

/// Returns an open challenge that was made in a place and for a purpose.
pub(super) fn open(
    tx: &mut dyn Tx,
    account: AccountId,
    holder: &Holder,
    challenge: &[u8; 32],
    now: Timestamp,
) -> Result<Option<OpenChallenge>, ServiceError> {
    Ok(tx.challenge(account, challenge)?.filter(|open| {
        open.holder == holder.hash
            && open.purpose == holder.purpose
            && now.since(open.began) < TIMEOUT
    }))
}

impl Offered {
    /// Checks the proof against an identity's devices and spends what was accepted.
    /// All in the caller's transaction, which must be committed whatever the outcome.
    pub(crate) fn check(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        account: AccountId,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<Checked, ServiceError> {
        match self {
            Self::Typed(proof) => {
                if only::forbids_codes(tx, account, identity)? {
                    // Not an attempt: no code is looked at.
                    return Ok(Checked::Refused(RefusedFactor::PasskeyNeeded));
                }
                factor::check(svc, tx, account, identity, proof, now)
            }
            Self::Passkey(verdict) => verdict.settle(tx, account, identity, now),
        }
    }
}

impl Verdict {
    fn settle(
        &self,
        tx: &mut dyn Tx,
        account: AccountId,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<Checked, ServiceError> {
        let refused = |serial: Option<&SerialNumber>, why: Fault| {
            Checked::Refused(RefusedFactor::Passkey { serial: serial.cloned(), why })
        };
        let first = match &self.open {
            Some(open) => {
                tx.take_challenge(account, &open.challenge)? && open.identity == *identity
            }
            None => false,
        };
        let serial = self.serial.as_ref();
        Ok(match (&self.outcome, serial) {
            (Err(fault), _) => refused(serial, fault.clone()),
            (Ok(_), _) if !first => refused(serial, Fault::WrongChallenge),
            (Ok(_), None) => refused(None, Fault::UnknownCredential),
            (Ok(proved), Some(device)) => {
                // Removed meanwhile, it is no device any more.
                let kept = tx.device(account, device)?.filter(|device| device.is_of(identity));
                let Some(kept) = kept else {
                    return Ok(refused(serial, Fault::UnknownCredential));
                };
                if let Some(why) = kept.barred(now) {
                    let serial = device.clone();
                    return Ok(Checked::Refused(RefusedFactor::Barred { serial, why }));
                }
                let (count, backed_up) = (proved.sign_count(), proved.backed_up());
                if tx.note_passkey_use(account, device, count, backed_up, now)? {
                    Checked::Accepted(AcceptedFactor::from_assertion(device.clone(), proved))
                } else {
                    refused(serial, Fault::CounterBack)
                }
            }
        })
    }
}
