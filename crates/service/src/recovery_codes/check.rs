//! A recovery code, checked in one place for every use: sign-in, confirmation of a
//! sensitive change, putting a set into force. It has a counter of failures of its
//! own, apart from those of devices and passwords.

use std::time::Duration;

use identity::names::AccountId;
use identity::recovery_code::{AcceptedCode, CodeHash, RecoveryCode, RecoveryVerdict, check};
use identity::throttle::RECOVERY_CODE;
use identity::{Identity, Timestamp};
use storage::{EnrolmentDue, ThrottleKey, Tx};

use crate::second_factors::SecondFactors;
use crate::{Purpose, Service, ServiceError};

/// Is what became of a code.
pub(crate) enum Checked {
    /// Accepted, and spent; so many are left.
    Accepted(AcceptedCode, u64),
    /// Refused, and counted.
    Refused {
        /// Whether it was used before.
        spent: bool,
        /// How many failures in a row there were, with this one.
        failures: u32,
    },
    /// Not looked at: too many failures a short time ago.
    Wait(Duration),
}

/// Checks a code against the set in force of an identity, counts a failure, spends
/// what was accepted. All in the caller's transaction, which must be committed
/// whatever the outcome.
pub(crate) fn spend(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
    typed: &RecoveryCode,
    now: Timestamp,
) -> Result<Checked, ServiceError> {
    let attempt = match Attempt::begin(svc, tx, account, identity, now)? {
        Ok(attempt) => attempt,
        Err(wait) => return Ok(Checked::Wait(wait)),
    };
    let kept = tx.recovery_codes(account, identity)?;
    let spent = match check(&hash_of(svc, account, identity, typed), &kept) {
        RecoveryVerdict::Accepted(code) => {
            if tx.spend_recovery_code(account, identity, code.hash(), now)? {
                attempt.succeeded(tx)?;
                let left = tx.count_recovery_codes(account, identity)?;
                if SecondFactors::of(tx, account, identity, now)?.all_gone() {
                    // The last factor is used up: from here on only a new device.
                    tx.put_enrolment_due(account, identity, EnrolmentDue { until: None })?;
                }
                return Ok(Checked::Accepted(code, left));
            }
            // By another request, a moment ago.
            true
        }
        RecoveryVerdict::Spent => true,
        RecoveryVerdict::Wrong => false,
    };
    let failures = attempt.counted.failures;
    attempt.failed(tx)?;
    Ok(Checked::Refused { spent, failures })
}

/// Is an attempt that is being judged. It counts as failed until it is said that
/// it was not.
pub(crate) struct Attempt {
    account: AccountId,
    key: ThrottleKey,
    counted: identity::throttle::Attempts,
}

impl Attempt {
    /// Begins an attempt, or says how long to wait.
    pub(crate) fn begin(
        svc: &Service,
        tx: &mut dyn Tx,
        account: AccountId,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<Result<Self, Duration>, ServiceError> {
        let parts: [&[u8]; 2] = [b"recovery code", identity.key().as_bytes()];
        let key = ThrottleKey(svc.mac(Purpose::Throttle, &parts));
        let kept = tx.attempts(Some(account), &key)?;
        Ok(RECOVERY_CODE.admit(kept, now).map(|counted| Self { account, key, counted }))
    }

    /// Counts it as failed.
    pub(crate) fn failed(self, tx: &mut dyn Tx) -> Result<(), ServiceError> {
        Ok(tx.put_attempts(Some(self.account), &self.key, &self.counted)?)
    }

    /// Forgets the failures before it.
    pub(crate) fn succeeded(self, tx: &mut dyn Tx) -> Result<(), ServiceError> {
        Ok(tx.clear_attempts(Some(self.account), &self.key)?)
    }
}

/// Computes what is kept of a code. It belongs to one identity of one account:
/// moved elsewhere it is nobody's.
pub(crate) fn hash_of(
    svc: &Service,
    account: AccountId,
    identity: &Identity,
    code: &RecoveryCode,
) -> CodeHash {
    let account = account.as_number().to_be_bytes();
    let parts: [&[u8]; 3] = [&account, identity.key().as_bytes(), code.expose()];
    CodeHash(svc.mac(Purpose::RecoveryCode, &parts))
}
