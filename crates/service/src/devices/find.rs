//! Finding a device that is in use, or one that waits for its codes. One that
//! belongs to somebody else is not found.

use identity::Identity;
use identity::device::Device;
use identity::names::{AccountId, SerialNumber};
use storage::Tx;

use crate::{Caller, Service, ServiceError, subject};

/// Requires, in the console, that the caller may see or remove the devices of an
/// identity: the own ones always, those of users as policies say, root's never.
pub(crate) fn authorize_over(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    owner: &Identity,
    action: &'static str,
) -> Result<(), ServiceError> {
    match owner {
        owner if *owner == caller.identity => Ok(()),
        Identity::Root | Identity::Role(_) => Err(ServiceError::Denied),
        Identity::User(id) => {
            let user = tx.user(caller.account, id)?;
            let name = user.as_ref().map_or("*", |user| user.name.as_str()).to_owned();
            let ask = subject::ask(caller.account, action, &name, user.as_ref());
            caller.authorize(svc, tx, &ask)
        }
    }
}

/// Finds a device of an identity that is in use.
pub(crate) fn find_assigned(
    tx: &mut dyn Tx,
    account: AccountId,
    owner: &Identity,
    serial: &SerialNumber,
) -> Result<Device, ServiceError> {
    tx.device(account, serial)?
        .filter(|device| device.is_of(owner) && device.is_assigned())
        .ok_or(ServiceError::NotFound("device"))
}

/// Finds a device that its owner is enrolling.
pub(crate) fn find_unconfirmed(
    tx: &mut dyn Tx,
    account: AccountId,
    owner: &Identity,
    serial: &SerialNumber,
) -> Result<Device, ServiceError> {
    tx.device(account, serial)?
        .filter(|device| device.is_of(owner) && !device.is_assigned())
        .ok_or(ServiceError::Gone("the device"))
}
