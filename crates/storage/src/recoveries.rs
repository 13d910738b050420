//! Recoveries of root that are under way, and what they must know of the contact
//! details.

use identity::Timestamp;
use identity::contact::Contact;
use identity::names::{AccountId, PhoneNumber};
use identity::recovery::{Approval, Recovery};

use crate::{StorageError, TokenHash};

/// Is what tells recoveries and announcements of one account apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecoveryId(pub [u8; 16]);

/// Is a recovery that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryRecord {
    /// Which one.
    pub id: RecoveryId,
    /// The state of the machine.
    pub state: Recovery,
    /// When it began.
    pub opened: Timestamp,
    /// A hash of the last report of wrong digits: the same report again is not
    /// counted again.
    pub heard: Option<[u8; 32]>,
    /// The approval of an administrator.
    pub approval: Option<Approval>,
}

/// Is a telephone number that will take the place of the present one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncedPhone {
    /// Which announcement.
    pub id: RecoveryId,
    /// The number.
    pub phone: PhoneNumber,
    /// When it was announced.
    pub announced: Timestamp,
    /// When it counts.
    pub due: Timestamp,
    /// When a call confirmed it; `None` where no calls are made.
    pub confirmed: Option<Timestamp>,
}

/// Keeps recoveries. Each is found by its id, and by the hash of the token that
/// the browser in which it began holds.
pub trait Recoveries {
    /// Adds a recovery.
    fn add_recovery(
        &mut self,
        account: AccountId,
        browser: &TokenHash,
        record: &RecoveryRecord,
    ) -> Result<(), StorageError>;

    /// Moves a recovery on. Returns whether it was still there: one that was
    /// cancelled does not come back.
    fn update_recovery(
        &mut self,
        account: AccountId,
        record: &RecoveryRecord,
    ) -> Result<bool, StorageError>;

    /// Returns a recovery, whether or not its time is up.
    fn recovery(
        &mut self,
        account: AccountId,
        id: RecoveryId,
    ) -> Result<Option<RecoveryRecord>, StorageError>;

    /// Returns the recovery of a browser, whether or not its time is up.
    fn recovery_of_browser(
        &mut self,
        account: AccountId,
        browser: &TokenHash,
    ) -> Result<Option<RecoveryRecord>, StorageError>;

    /// Returns all recoveries of an account, oldest first.
    fn recoveries(&mut self, account: AccountId) -> Result<Vec<RecoveryRecord>, StorageError>;

    /// Removes a recovery. Returns whether it was there: of several callers one
    /// gets `true`.
    fn remove_recovery(&mut self, account: AccountId, id: RecoveryId)
    -> Result<bool, StorageError>;

    /// Returns up to `limit` recoveries whose call nobody has given to a gateway
    /// yet, in every account, the longest waiting first.
    fn wanted_calls(&mut self, limit: u32) -> Result<Vec<(AccountId, RecoveryId)>, StorageError>;

    /// Returns up to `limit` recoveries that are proved, and whose waiting nobody was
    /// told the end of, in every account, after one of them in the order of account
    /// and id.
    fn waiting_recoveries(
        &mut self,
        after: Option<(AccountId, RecoveryId)>,
        limit: u32,
    ) -> Result<Vec<(AccountId, RecoveryId)>, StorageError>;

    /// Notes that the end of a waiting is told. Returns whether it was not before:
    /// of several callers one gets `true`.
    fn note_told(
        &mut self,
        account: AccountId,
        id: RecoveryId,
        at: Timestamp,
    ) -> Result<bool, StorageError>;

    /// Removes the recoveries that began before a moment, in every account.
    fn purge_recoveries(&mut self, opened_before: Timestamp) -> Result<(), StorageError>;

    /// Returns when the address or the telephone number was last replaced by
    /// another one; `None` where it never was.
    fn contact_changed(
        &mut self,
        account: AccountId,
        contact: Contact,
    ) -> Result<Option<Timestamp>, StorageError>;

    /// Notes that the address or the telephone number was replaced by another one.
    fn note_contact_change(
        &mut self,
        account: AccountId,
        contact: Contact,
        at: Timestamp,
    ) -> Result<(), StorageError>;

    /// Announces a telephone number, in place of one announced before.
    fn announce_phone(
        &mut self,
        account: AccountId,
        phone: &AnnouncedPhone,
    ) -> Result<(), StorageError>;

    /// Returns the announced telephone number.
    fn announced_phone(
        &mut self,
        account: AccountId,
    ) -> Result<Option<AnnouncedPhone>, StorageError>;

    /// Forgets an announcement. Returns whether it was there.
    fn remove_announced_phone(
        &mut self,
        account: AccountId,
        id: RecoveryId,
    ) -> Result<bool, StorageError>;

    /// Returns up to `limit` accounts whose announced number is due.
    fn due_phones(&mut self, now: Timestamp, limit: u32) -> Result<Vec<AccountId>, StorageError>;
}
