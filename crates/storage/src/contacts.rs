//! How those behind an account are reached, and what is known of it.

use identity::contact::{Contact, ContactRecord, PendingContact};
use identity::names::AccountId;
use identity::{Identity, Timestamp};

use crate::StorageError;

/// Keeps contact details beside those that the account itself has (the root
/// user's address and the telephone), of which it keeps whether they were
/// confirmed.
pub trait Contacts {
    /// Returns all that is known, in the order of [`Contact`].
    fn contacts(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<(Contact, ContactRecord)>, StorageError>;

    /// Sets or replaces what is known of a way.
    fn put_contact(
        &mut self,
        account: AccountId,
        contact: Contact,
        record: &ContactRecord,
    ) -> Result<(), StorageError>;

    /// Forgets a way, and the code that it may wait for. Returns whether there
    /// was anything.
    fn remove_contact(
        &mut self,
        account: AccountId,
        contact: Contact,
    ) -> Result<bool, StorageError>;

    /// Returns what waits for its code.
    fn pending_contact(
        &mut self,
        account: AccountId,
        contact: Contact,
    ) -> Result<Option<PendingContact>, StorageError>;

    /// Sets or replaces what waits for its code: an earlier code is void.
    fn put_pending_contact(
        &mut self,
        account: AccountId,
        contact: Contact,
        pending: &PendingContact,
    ) -> Result<(), StorageError>;

    /// Uses a code up. Returns whether something waited: of several callers one
    /// gets `true`.
    fn remove_pending_contact(
        &mut self,
        account: AccountId,
        contact: Contact,
    ) -> Result<bool, StorageError>;

    /// Returns when the password of an identity was last reset by mail, whatever
    /// became of it since; `None` where it never was.
    fn mail_reset(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<Timestamp>, StorageError>;

    /// Notes that the password of an identity was reset by mail.
    fn note_mail_reset(
        &mut self,
        account: AccountId,
        identity: &Identity,
        at: Timestamp,
    ) -> Result<(), StorageError>;
}
