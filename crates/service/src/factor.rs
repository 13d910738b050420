//! The second factor, checked in one place for every use: sign-in, confirmation
//! of a sensitive change, trying a device, resynchronising, enrolling. One
//! counter of failures for each identity, whatever the page.

use std::time::Duration;

use identity::device::limits::SEED_BYTES;
use identity::device::{
    AcceptedFactor, Barred, Candidate, CodeVerdict, CodeWindow, Device, PairFault, check_code,
    match_pair,
};
use identity::names::{AccountId, SerialNumber};
use identity::signin::{FactorVerdict, RefusedFactor};
use identity::throttle::{FAILURES_UNTIL_PAIR, SECOND_FACTOR};
use identity::{Identity, Timestamp};
use otp::{Code, Seed};
use storage::{ThrottleKey, Tx};
use webauthn::Fault;
use zeroize::Zeroizing;

use crate::env::random;
use crate::keys::Secret;
use crate::service::corrupt;
use crate::{FactorRefusal, Purpose, Service, ServiceError};

/// Is what a person offers as second factor.
#[derive(Clone, Debug)]
pub enum Proof {
    /// One code of any device.
    Code(Code),
    /// Two consecutive codes, older first: of one device, or of any.
    Pair {
        /// The older code.
        first: Code,
        /// The newer code.
        second: Code,
        /// The device, when the person named it.
        serial: Option<SerialNumber>,
    },
    /// The answer of a passkey, as the browser gave it.
    Passkey(String),
}

/// Is what became of a proof.
pub(crate) enum Checked {
    /// Accepted, and spent.
    Accepted(AcceptedFactor),
    /// Refused, and counted.
    Refused(RefusedFactor),
    /// The pair was refused, and counted.
    RefusedPair(PairFault),
    /// Not looked at: too many failures a short time ago.
    Wait(Duration),
}

impl Checked {
    /// Turns it into the verdict that the sign-in machine takes, where there is
    /// one.
    pub(crate) fn verdict(&self) -> Option<FactorVerdict> {
        match self {
            Self::Accepted(factor) => Some(FactorVerdict::Accepted(factor.clone())),
            Self::Refused(why) => Some(FactorVerdict::Refused(why.clone())),
            Self::RefusedPair(_) => Some(FactorVerdict::Refused(RefusedFactor::Wrong)),
            Self::Wait(_) => None,
        }
    }
}

/// Checks a proof against an identity's devices, counts a failure, spends what
/// was accepted. All in the caller's transaction, which must be committed
/// whatever the outcome.
pub(crate) fn check(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
    proof: &Proof,
    now: Timestamp,
) -> Result<Checked, ServiceError> {
    let devices = tx.devices_of(account, identity)?;
    let with_codes = devices.iter().filter(|device| device.shows_codes());
    let candidates: Vec<Candidate> =
        with_codes.map(|device| candidate(svc, device, now)).collect::<Result<_, _>>()?;
    check_against(svc, tx, account, identity, &candidates, proof, now)
}

/// As [`check`], against given candidates: an unconfirmed device at enrolment.
pub(crate) fn check_against(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
    candidates: &[Candidate],
    proof: &Proof,
    now: Timestamp,
) -> Result<Checked, ServiceError> {
    let key = counter_key(svc, identity);
    let kept = tx.attempts(Some(account), &key)?;
    let counted = match SECOND_FACTOR.admit(kept, now) {
        Ok(counted) => counted,
        Err(wait) => return Ok(Checked::Wait(wait)),
    };
    let single_codes_are_over = kept.is_some_and(|kept| kept.failures >= FAILURES_UNTIL_PAIR);

    let mut outcome = match proof {
        Proof::Code(_) if single_codes_are_over => {
            // Not an attempt: the person is told what is needed instead.
            return Ok(Checked::Refused(RefusedFactor::PairNeeded));
        }
        Proof::Code(code) => judge_code(code, candidates, svc.settings().code_window, now),
        Proof::Pair { first, second, serial } => {
            judge_pair(first, second, serial.as_ref(), candidates, now)
        }
        // Judged in `passkeys`, outside of the transaction; here a code is wanted.
        Proof::Passkey(_) => Checked::Refused(RefusedFactor::Wrong),
    };
    if let Checked::Accepted(factor) = &outcome
        && let Some(counter) = factor.counter()
    {
        let spent = tx.spend_counter(account, factor.serial(), counter, factor.offset(), now)?;
        if !spent {
            // By another request, a moment ago.
            let serial = factor.serial().clone();
            outcome = Checked::Refused(RefusedFactor::Spent { serial, steps: 1 });
        }
    }
    match (&outcome, kept) {
        (Checked::Accepted(_), None) => {}
        (Checked::Accepted(_), Some(_)) => tx.clear_attempts(Some(account), &key)?,
        _ => tx.put_attempts(Some(account), &key, &counted)?,
    }
    Ok(outcome)
}

fn judge_code(
    code: &Code,
    candidates: &[Candidate],
    window: CodeWindow,
    now: Timestamp,
) -> Checked {
    match check_code(code, candidates, window, now) {
        CodeVerdict::Accepted(factor) => Checked::Accepted(factor),
        CodeVerdict::Spent { serial, steps } => {
            Checked::Refused(RefusedFactor::Spent { serial, steps })
        }
        CodeVerdict::ClockOff { serial, steps } => {
            Checked::Refused(RefusedFactor::ClockOff { serial, steps })
        }
        CodeVerdict::Barred { serial, why } => {
            Checked::Refused(RefusedFactor::Barred { serial, why })
        }
        CodeVerdict::Wrong => Checked::Refused(RefusedFactor::Wrong),
    }
}

fn judge_pair(
    first: &Code,
    second: &Code,
    serial: Option<&SerialNumber>,
    candidates: &[Candidate],
    now: Timestamp,
) -> Checked {
    let mut refused = Checked::RefusedPair(PairFault::NotConsecutive);
    let mut accepted = None;
    for candidate in candidates {
        if serial.is_some_and(|serial| serial.key() != candidate.serial.key()) {
            continue;
        }
        let matched = match_pair(first, second, &candidate.totp, &candidate.clock, now);
        match (matched, candidate.barred) {
            (Ok(pair), None) => {
                accepted.get_or_insert(AcceptedFactor::from_pair(candidate.serial.clone(), &pair));
            }
            (Ok(_), Some(why)) => {
                let serial = candidate.serial.clone();
                refused = Checked::Refused(RefusedFactor::Barred { serial, why });
            }
            (Err(spent @ PairFault::Spent { .. }), None) => refused = Checked::RefusedPair(spent),
            (Err(_), _) => {}
        }
    }
    accepted.map_or(refused, Checked::Accepted)
}

/// Returns how many failures in a row there were.
pub(crate) fn failures(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
) -> Result<u32, ServiceError> {
    let kept = tx.attempts(Some(account), &counter_key(svc, identity))?;
    Ok(kept.map_or(0, |kept| kept.failures))
}

/// Opens a device's seed for a check.
pub(crate) fn candidate(
    svc: &Service,
    device: &Device,
    now: Timestamp,
) -> Result<Candidate, ServiceError> {
    let totp = device.kind.totp(open_seed(svc, device)?);
    let totp = totp.ok_or_else(|| corrupt("a device without codes has a seed"))?;
    let barred = device.barred(now);
    Ok(Candidate { serial: device.serial.clone(), totp, clock: device.clock, barred })
}

/// Opens a device's seed.
pub(crate) fn open_seed(svc: &Service, device: &Device) -> Result<Seed, ServiceError> {
    let place = seed_place(device.account, &device.serial, device.owner());
    let bytes = svc.keys().open(Secret::Seed, &device.sealed_seed, &place)?;
    Seed::from_bytes(bytes.to_vec()).map_err(|_| corrupt("a seed is empty"))
}

/// Seals a device's seed for its owner, or for nobody.
pub(crate) fn seal_seed(
    svc: &Service,
    account: AccountId,
    serial: &SerialNumber,
    owner: Option<&Identity>,
    seed: &Seed,
) -> Result<Vec<u8>, ServiceError> {
    let place = seed_place(account, serial, owner);
    svc.keys().seal(Secret::Seed, seed.expose(), &place, random(svc.env()))
}

/// Makes a seed of the length that AWS issues.
pub(crate) fn new_seed(svc: &Service) -> Result<Seed, ServiceError> {
    let seed = Zeroizing::new(random::<SEED_BYTES>(svc.env()));
    Seed::from_bytes(seed.to_vec())
        .map_err(|_| ServiceError::Fault("a seed could not be made".to_owned()))
}

/// Names the place that a seed is sealed for. Moved to another device, identity
/// or account it does not open.
fn seed_place(account: AccountId, serial: &SerialNumber, owner: Option<&Identity>) -> String {
    let owner = owner.map_or("nobody", Identity::key);
    format!("seed of {} of {owner} in {account}", serial.as_str())
}

/// Forgets an identity's failures: there is nothing left that they were about.
pub(crate) fn forget_failures(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
) -> Result<(), ServiceError> {
    Ok(tx.clear_attempts(Some(account), &counter_key(svc, identity))?)
}

fn counter_key(svc: &Service, identity: &Identity) -> ThrottleKey {
    ThrottleKey(svc.mac(Purpose::Throttle, &[b"second factor", identity.key().as_bytes()]))
}

/// Puts a refusal into words that name the device, not its serial.
pub(crate) fn refusal(
    tx: &mut dyn Tx,
    account: AccountId,
    why: RefusedFactor,
) -> Result<ServiceError, ServiceError> {
    let mut named = |serial: &SerialNumber| -> Result<(String, u32), ServiceError> {
        let device = tx.device(account, serial)?.ok_or(ServiceError::NotFound("device"))?;
        Ok((device.name.as_str().to_owned(), device.kind.period().seconds()))
    };
    Ok(ServiceError::Factor(match why {
        RefusedFactor::Wrong => FactorRefusal::Wrong,
        RefusedFactor::Spent { serial, steps } => {
            let (device, step) = named(&serial)?;
            FactorRefusal::Spent { device, seconds: steps.saturating_mul(step.into()) }
        }
        RefusedFactor::ClockOff { serial, steps } => {
            let (device, step) = named(&serial)?;
            FactorRefusal::ClockOff { device, seconds: steps.saturating_mul(step.into()) }
        }
        RefusedFactor::PairNeeded => FactorRefusal::PairNeeded,
        RefusedFactor::PasskeyNeeded => FactorRefusal::PasskeyNeeded,
        RefusedFactor::Barred { serial, why: Barred::Lost } => {
            FactorRefusal::Suspended { device: named(&serial)?.0 }
        }
        RefusedFactor::Barred { serial, why: Barred::Expired } => {
            FactorRefusal::Expired { device: named(&serial)?.0 }
        }
        RefusedFactor::RecoveryCode { spent } => FactorRefusal::RecoveryCode { spent },
        RefusedFactor::Passkey { why: Fault::WrongChallenge, .. } => FactorRefusal::PasskeyLate,
        RefusedFactor::Passkey { why: Fault::CounterBack, serial: Some(serial) } => {
            FactorRefusal::PasskeyCopied { device: named(&serial)?.0 }
        }
        RefusedFactor::Passkey { .. } => FactorRefusal::Passkey,
    }))
}
