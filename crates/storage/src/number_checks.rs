//! Telephone numbers that wait to be confirmed by a call.

use identity::names::{AccountId, PhoneNumber};
use identity::recovery::{Call, CallEnd};
use identity::{Identity, Timestamp};

use crate::{RecoveryId, StorageError};

/// Is a number that somebody wants to confirm: the screen shows digits, and a call
/// to the number asks for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberCheck {
    /// Which one; the links and digits of its calls are bound to it.
    pub id: RecoveryId,
    /// Who wants it: nobody else goes on with it.
    pub by: Identity,
    /// The number.
    pub phone: PhoneNumber,
    /// When it began.
    pub began: Timestamp,
    /// How many calls were asked for.
    pub calls: u32,
    /// How the last call ended.
    pub last: Option<CallEnd>,
    /// The call that is under way.
    pub call: Option<Call>,
    /// A hash of the last report of wrong digits.
    pub heard: Option<[u8; 32]>,
    /// When the right digits were keyed in.
    pub proved: Option<Timestamp>,
}

/// Keeps them: one for each identity.
pub trait NumberChecks {
    /// Begins one, in place of one of the same identity.
    fn put_number_check(
        &mut self,
        account: AccountId,
        check: &NumberCheck,
    ) -> Result<(), StorageError>;

    /// Moves one on. Returns whether it was still there.
    fn update_number_check(
        &mut self,
        account: AccountId,
        check: &NumberCheck,
    ) -> Result<bool, StorageError>;

    /// Returns the one of an identity, whether or not its time is up.
    fn number_check_of(
        &mut self,
        account: AccountId,
        by: &Identity,
    ) -> Result<Option<NumberCheck>, StorageError>;

    /// Returns one by its id, whether or not its time is up.
    fn number_check(
        &mut self,
        account: AccountId,
        id: RecoveryId,
    ) -> Result<Option<NumberCheck>, StorageError>;

    /// Removes one. Returns whether it was there: of several callers one gets `true`.
    fn remove_number_check(
        &mut self,
        account: AccountId,
        id: RecoveryId,
    ) -> Result<bool, StorageError>;

    /// Returns up to `limit` of them whose call nobody has given to a gateway yet,
    /// in every account, the longest waiting first.
    fn wanted_number_calls(
        &mut self,
        limit: u32,
    ) -> Result<Vec<(AccountId, RecoveryId)>, StorageError>;

    /// Removes those that began before a moment, in every account.
    fn purge_number_checks(&mut self, began_before: Timestamp) -> Result<(), StorageError>;
}
