//! Resets of second factors: whom they oblige to register a device, which of them
//! wait for a second administrator.

use identity::names::{AccountId, UserId};
use identity::{Identity, Timestamp};

use crate::StorageError;

/// Is the duty to register a device before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnrolmentDue {
    /// Until when the password alone leads to registering one; `None` when it
    /// always does.
    pub until: Option<Timestamp>,
}

/// Is a reset of an administrator that waits for a second administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetRequest {
    /// Who shall be reset.
    pub user: UserId,
    /// Who asked for it.
    pub asked_by: Identity,
    /// When.
    pub asked_at: Timestamp,
}

/// Keeps what resets leave behind and wait for.
pub trait Resets {
    /// Obliges an identity to register a device, or changes until when it can.
    fn put_enrolment_due(
        &mut self,
        account: AccountId,
        identity: &Identity,
        due: EnrolmentDue,
    ) -> Result<(), StorageError>;

    /// Returns the duty of an identity.
    fn enrolment_due(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<EnrolmentDue>, StorageError>;

    /// Ends the duty. Returns whether there was one.
    fn clear_enrolment_due(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<bool, StorageError>;

    /// Says whether it takes two to reset an administrator of this account.
    fn two_reset_administrators(&mut self, account: AccountId) -> Result<bool, StorageError>;

    /// Sets whether it takes two.
    fn set_two_reset_administrators(
        &mut self,
        account: AccountId,
        two: bool,
    ) -> Result<(), StorageError>;

    /// Adds a request, in place of an earlier one about the same user.
    fn put_reset_request(
        &mut self,
        account: AccountId,
        request: &ResetRequest,
    ) -> Result<(), StorageError>;

    /// Returns the request about a user, whatever its age.
    fn reset_request(
        &mut self,
        account: AccountId,
        user: &UserId,
    ) -> Result<Option<ResetRequest>, StorageError>;

    /// Returns up to `limit` requests that were made after a moment, oldest first.
    fn reset_requests(
        &mut self,
        account: AccountId,
        after: Timestamp,
        limit: u32,
    ) -> Result<Vec<ResetRequest>, StorageError>;

    /// Removes the request about a user. Returns whether it was there: of several
    /// callers one gets `true`.
    fn remove_reset_request(
        &mut self,
        account: AccountId,
        user: &UserId,
    ) -> Result<bool, StorageError>;
}
