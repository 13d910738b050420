//! What must be done after a store was filled from a backup.

use identity::names::{AccountId, SerialNumber};

use crate::StorageError;

/// Keeps the mark of a store that was filled from a backup, and voids what the backup
/// brought back.
pub trait Restores {
    /// Says whether the store was filled from a backup, and what that brought back is
    /// not voided yet.
    fn is_restored(&mut self) -> Result<bool, StorageError>;

    /// Sets the mark or, when all is voided, takes it away.
    fn mark_restored(&mut self, restored: bool) -> Result<(), StorageError>;

    /// Forgets all that waits for somebody's next step in an account, and all sessions:
    /// what was finished or stopped since the backup must not begin anew.
    fn forget_what_waits(&mut self, account: AccountId) -> Result<(), StorageError>;

    /// Spends every counter of a device up to this one. It is no use of the device.
    fn void_counters(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        counter: u64,
    ) -> Result<(), StorageError>;
}
