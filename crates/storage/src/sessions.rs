//! Sessions of the console.

use identity::names::{AccountId, SerialNumber};
use identity::session::SessionScope;
use identity::{Identity, Timestamp};

use crate::{StorageError, TokenHash};

/// Is a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// Whose it is.
    pub identity: Identity,
    /// When it began.
    pub began: Timestamp,
    /// When a request of it was last noted; at most a minute behind.
    pub last_seen: Timestamp,
    /// When the password was last proved.
    pub password_at: Timestamp,
    /// When a second factor was last accepted; `None` in a session without MFA.
    pub factor_at: Option<Timestamp>,
    /// The device of that factor.
    pub device: Option<SerialNumber>,
    /// The network address that signed in.
    pub peer: String,
    /// What the browser says it is, cut to 200 characters.
    pub agent: String,
    /// What it may be used for.
    pub scope: SessionScope,
}

/// Keeps sessions under the hash of the token that the browser holds.
pub trait Sessions {
    /// Adds a session.
    fn add_session(
        &mut self,
        account: AccountId,
        token: &TokenHash,
        session: &SessionRecord,
    ) -> Result<(), StorageError>;

    /// Returns a session, whether or not its time is up.
    fn session(
        &mut self,
        account: AccountId,
        token: &TokenHash,
    ) -> Result<Option<SessionRecord>, StorageError>;

    /// Notes a request.
    fn touch_session(
        &mut self,
        account: AccountId,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<(), StorageError>;

    /// Gives a session a new token, and replaces what is known of its factors.
    /// Returns whether the old token was still there.
    fn renew_session(
        &mut self,
        account: AccountId,
        old: &TokenHash,
        new: &TokenHash,
        session: &SessionRecord,
    ) -> Result<bool, StorageError>;

    /// Ends a session. Returns whether there was one.
    fn remove_session(
        &mut self,
        account: AccountId,
        token: &TokenHash,
    ) -> Result<bool, StorageError>;

    /// Ends all sessions of an identity but the one of `keep`. Returns how many.
    fn remove_sessions_of(
        &mut self,
        account: AccountId,
        identity: &Identity,
        keep: Option<&TokenHash>,
    ) -> Result<u64, StorageError>;

    /// Returns the sessions of an identity, newest first, at most 100.
    fn sessions_of(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Vec<SessionRecord>, StorageError>;

    /// Removes all sessions that began before a moment, in every account.
    fn purge_sessions(&mut self, began_before: Timestamp) -> Result<(), StorageError>;
}
