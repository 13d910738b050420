//! What stands between an identity's password and its sessions: devices, and
//! recovery codes. Whether a second factor is asked for, and which one proves a
//! change, is decided here for every door.

use identity::device::Device;
use identity::names::AccountId;
use identity::{Identity, Timestamp};
use storage::{StorageError, Tx};

use crate::passkeys::only;
use crate::{FreshProof, ServiceError};

/// Is an identity's second factors in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SecondFactors {
    /// Devices in use whose codes are accepted.
    pub(crate) devices: usize,
    /// Devices in use that open nothing: those that were reported lost or whose time is
    /// over, and, where only passkeys are accepted, those with codes.
    pub(crate) refused: usize,
    /// Recovery codes that were not used.
    pub(crate) codes: u64,
}

impl SecondFactors {
    /// Counts them.
    pub(crate) fn of(
        tx: &mut dyn Tx,
        account: AccountId,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<Self, ServiceError> {
        let own = tx.devices_of(account, identity)?;
        let only = only::in_force(tx, account, identity, &own)?;
        let in_use = own.iter().filter(|device| device.is_assigned()).count();
        let accepted =
            |device: &&Device| device.is_usable(now) && !(only && device.kind.has_codes());
        let devices = own.iter().filter(accepted).count();
        let codes = tx.count_recovery_codes(account, identity)?;
        Ok(Self { devices, refused: in_use - devices, codes })
    }

    /// Says whether the password alone opens the identity. A device that is refused still
    /// asks for a factor: reporting a loss must not open the door, nor must a date.
    pub(crate) fn none(self) -> bool {
        self.all_gone() && self.refused == 0
    }

    /// Says whether no second factor is left that signs in.
    pub(crate) fn all_gone(self) -> bool {
        self.devices == 0 && self.codes == 0
    }

    /// Says by what a change of credentials is proved.
    pub(crate) fn proof(self) -> FreshProof {
        if self.none() {
            FreshProof::Password
        } else if self.devices == 0 && self.codes > 0 {
            FreshProof::RecoveryCode
        } else {
            FreshProof::Code
        }
    }
}

/// Says whether a second factor stands behind the password.
pub(crate) fn any(
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
) -> Result<bool, StorageError> {
    Ok(tx.count_devices(account, identity)? > 0 || tx.count_recovery_codes(account, identity)? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_is_refused_never_leaves_the_password_alone() {
        let factors = |devices, refused, codes| SecondFactors { devices, refused, codes };
        assert!(factors(0, 0, 0).none());
        assert_eq!(factors(0, 0, 0).proof(), FreshProof::Password);
        assert_eq!(factors(0, 1, 0).proof(), FreshProof::Code);
        assert!(factors(0, 1, 0).all_gone() && !factors(0, 1, 0).none());
        assert_eq!(factors(0, 1, 1).proof(), FreshProof::RecoveryCode);
        assert_eq!(factors(0, 0, 1).proof(), FreshProof::RecoveryCode);
        assert_eq!(factors(1, 0, 1).proof(), FreshProof::Code);
    }
}
