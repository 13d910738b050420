//! What follows when an owner has put a device into use, of whatever kind: the
//! duty to register one is done, everything that was opened without it ends, it is
//! on record, and the owner is told.

use identity::Timestamp;
use identity::names::SerialNumber;
use storage::{TokenHash, Tx};

use crate::notices::{self, Circumstances, NewDevice};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Settles it. The session with the token `keep` goes on; all others end.
pub(crate) fn put_into_use(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    device: (&SerialNumber, &str),
    keep: &TokenHash,
    entry: Entry,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (account, who) = (caller.account, caller.identity());
    let (serial, name) = device;
    tx.clear_enrolment_due(account, who)?;
    tx.remove_sessions_of(account, who, Some(keep))?;
    tx.remove_sign_ins_of(account, who)?;
    entry.keep(tx, account, now)?;
    let notice = NewDevice {
        owner: caller.name(),
        device: name,
        by: None,
        circumstances: Circumstances::of(caller, now),
    };
    let event = format!("{}/{}", serial.as_str(), now.as_micros());
    notices::queue(svc, tx, account, &notice, &event, now)
}
