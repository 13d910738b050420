//! Telling the owner of a token that its time ends, before it does and when it has: nobody
//! is to be locked out by a date that stood in a file.

use std::time::Duration;

use identity::Timestamp;
use identity::device::Device;
use identity::device::expiry::next_telling;
use identity::names::{AccountId, SerialNumber};
use identity::signin::Subject;
use storage::Tx;

use crate::notices::{self, ExpiringToken};
use crate::second_factors::SecondFactors;
use crate::signin::name_of;
use crate::{Service, ServiceError};

/// Tokens that are looked at together.
const BATCH: u32 = 100;

/// Tells of every token that it is time to tell of. Run by a worker now and then.
pub async fn tell_all(svc: &Service) -> Result<(), ServiceError> {
    let now = svc.now();
    loop {
        let due = svc.read(move |tx| Ok(tx.expiring_devices(now, BATCH)?)).await?;
        let all = due.len() < BATCH as usize;
        for (account, serial) in due {
            let inner = svc.clone();
            svc.write(account, move |tx| tell(&inner, tx, account, &serial, now)).await?;
        }
        if all {
            return Ok(());
        }
    }
}

fn tell(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    serial: &SerialNumber,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(token) = tx.device(account, serial)?.filter(Device::is_assigned) else {
        return Ok(());
    };
    let (Some(expires), Some(owner)) = (token.expires, token.owner().cloned()) else {
        return Ok(());
    };
    if !tx.expiry_told(account, serial, now, next_telling(expires, now))? {
        return Ok(());
    }
    // As it will be if nothing is done.
    let after = now.max(expires.plus(Duration::from_micros(1)));
    let left = SecondFactors::of(tx, account, &owner, after)?;
    let name = name_of(tx, &Subject { account, identity: owner })?;
    let notice = ExpiringToken {
        owner: &name,
        device: token.name.as_str(),
        expires,
        over: token.is_expired(now),
        other_ways: left.devices > 0 || left.codes > 0,
    };
    let event = format!("{}/{}", token.serial.as_str(), now.as_micros());
    notices::queue(svc, tx, account, &notice, &event, now)
}
