//! Finding a device by the serial number in a request.

use identity::Timestamp;
use identity::audit::Reason;
use identity::device::{Barred, Device};
use identity::names::{AccountId, SerialNumber};
use identity::signin::RefusedFactor;
use storage::Tx;

use crate::factor::Checked;
use crate::record::Entry;
use crate::signin::second_factor::reason_of;
use crate::{Kind, ServiceError};

/// Finds a device of the account.
pub(super) fn look_up(
    tx: &mut dyn Tx,
    account: AccountId,
    serial: &str,
) -> Result<Option<Device>, ServiceError> {
    match SerialNumber::parse(serial) {
        Ok(serial) => Ok(tx.device(account, &serial)?),
        Err(_) => Ok(None),
    }
}

/// Says that there is no such device.
pub(super) fn unknown(serial: &str) -> ServiceError {
    let message = format!("VirtualMFADevice with serial number {serial} doesn't exist.");
    ServiceError::api(Kind::NoSuchEntity, message)
}

/// Says that the device is not one of this user.
pub(super) fn not_of_user() -> ServiceError {
    ServiceError::api(Kind::NoSuchEntity, "MFA Device invalid for user.")
}

/// What is said of two codes that do not fit.
pub const WRONG_PAIR: &str = "Authentication code for device is not valid.";

/// What is said of two codes of a token whose time is over.
const EXPIRED: &str =
    "The maker of the device does not permit its use any more. Its codes are not valid.";

/// Records and says that two codes were not accepted.
pub(super) fn refuse(
    tx: &mut dyn Tx,
    account: AccountId,
    entry: Entry,
    checked: &Checked,
    now: Timestamp,
) -> Result<ServiceError, ServiceError> {
    let (reason, message) = match checked {
        Checked::Wait(_) => (Reason::Throttled, WRONG_PAIR),
        Checked::Refused(why @ RefusedFactor::Barred { why: Barred::Expired, .. }) => {
            (reason_of(why), EXPIRED)
        }
        Checked::Refused(why @ RefusedFactor::Barred { .. }) => (reason_of(why), WRONG_PAIR),
        _ => (Reason::WrongPair, WRONG_PAIR),
    };
    entry
        .refused(reason)
        .error("InvalidAuthenticationCodeException".to_owned(), message)
        .keep(tx, account, now)?;
    Ok(ServiceError::api(Kind::InvalidAuthenticationCode, message))
}
