//! Drills that ended well.

use identity::Identity;
use identity::drill::Drill;
use identity::names::AccountId;

use crate::StorageError;

/// Keeps, for each thing of an identity, the last drill in which it was lost.
pub trait Drills {
    /// Returns an identity's drills, newest first; also of things that are gone.
    fn drills(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Vec<Drill>, StorageError>;

    /// Keeps a drill, in place of the last one with the same thing lost.
    fn put_drill(
        &mut self,
        account: AccountId,
        identity: &Identity,
        drill: &Drill,
    ) -> Result<(), StorageError>;
}
