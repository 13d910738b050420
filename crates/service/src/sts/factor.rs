//! The second factor of a call to STS: a code of the named device, checked and
//! spent like every other. STS says no more than two things about a refusal.

use identity::Timestamp;
use identity::audit::{Action, Reason};
use identity::names::SerialNumber;
use identity::signin::RefusedFactor;
use otp::{Code, Digits};
use storage::Tx;

use crate::credentials::SessionMfa;
use crate::factor::{self, Checked};
use crate::record::Entry;
use crate::service::Judged;
use crate::signin::second_factor::reason_of;
use crate::{Caller, Proof, Service, ServiceError};

/// Is a code with the device that shows it.
#[derive(Clone, Debug)]
pub struct TokenCode {
    /// The serial number of the device.
    pub serial: String,
    /// The code.
    pub code: Code,
}

impl TokenCode {
    /// Takes a serial and a code as they were sent; `None` when the code is not
    /// six digits.
    pub fn new(serial: &str, code: &str) -> Option<Self> {
        let code = Code::parse(code, Digits::SIX).ok()?;
        Some(Self { serial: serial.to_owned(), code })
    }
}

/// A wrong, old or used code. The blank at the end is AWS's.
const INVALID: &str = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
/// An unknown device, or too many attempts. The two blanks are AWS's.
const UNABLE: &str = "MultiFactorAuthentication failed, unable to validate MFA code.  Please \
     verify your MFA serial number is valid and associated with this user.";

/// Checks and spends a code of one of the caller's own devices. A refusal is put
/// on record under `action`; it must be committed.
pub(super) fn check(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    token: &TokenCode,
    action: Action,
    now: Timestamp,
) -> Result<Judged<SessionMfa>, ServiceError> {
    let account = caller.account;
    let device = match SerialNumber::parse(&token.serial) {
        Ok(serial) => tx.device(account, &serial)?,
        Err(_) => None,
    };
    // A passkey has no codes: for STS it is as if there were no such device.
    let own = device.filter(|device| device.shows_codes() && device.is_of(&caller.identity));
    let entry = || Entry::by(caller, action);
    let Some(device) = own else {
        entry().refused(Reason::UnknownDevice).denied(UNABLE).keep(tx, account, now)?;
        return Ok(Err(ServiceError::access_denied(UNABLE)));
    };
    let candidates = [factor::candidate(svc, &device, now)?];
    let proof = Proof::Code(token.code.clone());
    let identity = &caller.identity;
    let entry = || entry().on(device.serial.as_str());
    match factor::check_against(svc, tx, account, identity, &candidates, &proof, now)? {
        Checked::Accepted(factor) => {
            Ok(Ok(SessionMfa { at: now, device: factor.serial().clone() }))
        }
        Checked::Refused(why) => {
            let text = if why == RefusedFactor::PairNeeded { UNABLE } else { INVALID };
            entry().refused(reason_of(&why)).denied(text).keep(tx, account, now)?;
            Ok(Err(ServiceError::access_denied(text)))
        }
        Checked::RefusedPair(_) => Ok(Err(ServiceError::access_denied(INVALID))),
        Checked::Wait(_) => {
            entry().refused(Reason::Throttled).denied(UNABLE).keep(tx, account, now)?;
            Ok(Err(ServiceError::access_denied(UNABLE)))
        }
    }
}
