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

/// Tells of every token that it is time to tell of. Run by a worker now and then. What
/// cannot be told is tried again the next time, and holds up nothing else.
pub async fn tell_all(svc: &Service) -> Result<(), ServiceError> {
    let now = svc.now();
    loop {
        let due = svc.read(move |tx| Ok(tx.expiring_devices(now, BATCH)?)).await?;
        let (many, mut told) = (due.len() == BATCH as usize, 0);
        for (account, serial) in due {
            let inner = svc.clone();
            match svc.write(account, move |tx| tell(&inner, tx, account, &serial, now)).await {
                Ok(()) => told += 1,
                Err(error) => tracing::warn!(%error, "the end of a token could not be told"),
            }
        }
        if !many || told == 0 {
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
    let token = tx.device(account, serial)?.filter(Device::is_assigned);
    let expires = token.as_ref().and_then(|token| token.expires);
    let next = expires.and_then(|expires| next_telling(expires, now));
    // Told by another node a moment ago?
    if !tx.expiry_told(account, serial, now, next)? {
        return Ok(());
    }
    let (Some(token), Some(expires)) = (token, expires) else { return Ok(()) };
    let Some(owner) = token.owner().cloned() else { return Ok(()) };
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
