//! Passkeys, and the challenges that wait for an answer.

use identity::device::{ChallengePurpose, Passkey};
use identity::names::{AccountId, SerialNumber};
use identity::{Identity, Timestamp};

use crate::{StorageError, TokenHash};

/// Keeps the public halves of passkeys; the devices that they are stand in
/// [`Devices`](crate::Devices), and removing one removes both. The id of a
/// credential is unique in the whole store.
pub trait Passkeys {
    /// Adds a passkey. Conflict: `passkey`, when its credential is registered for
    /// anybody.
    fn add_passkey(&mut self, account: AccountId, passkey: &Passkey) -> Result<(), StorageError>;

    /// Returns a passkey.
    fn passkey(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
    ) -> Result<Option<Passkey>, StorageError>;

    /// Returns the passkeys that an identity has in use, oldest first.
    fn passkeys_of(
        &mut self,
        account: AccountId,
        owner: &Identity,
    ) -> Result<Vec<Passkey>, StorageError>;

    /// Returns the rule of an identity, where there is one.
    fn passkeys_only(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<PasskeysOnly>, StorageError>;

    /// Sets, replaces or, with `None`, ends the rule of an identity.
    fn set_passkeys_only(
        &mut self,
        account: AccountId,
        identity: &Identity,
        rule: Option<PasskeysOnly>,
    ) -> Result<(), StorageError>;

    /// Notes a use in one atomic statement, and marks the device as used at `now`:
    /// succeeds only if the counter grows, or is and was 0 as in those that do not
    /// count. Returns whether it did.
    fn note_passkey_use(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        sign_count: u32,
        backed_up: bool,
        now: Timestamp,
    ) -> Result<bool, StorageError>;
}

/// Is the rule that only passkeys sign an identity in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasskeysOnly {
    /// Since when.
    pub since: Timestamp,
    /// Whether an administrator demands it: its owner cannot give it up.
    pub demanded: bool,
}

/// Is a challenge that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChallenge {
    /// The challenge.
    pub challenge: [u8; 32],
    /// The session or pending sign-in that it was made in.
    pub holder: TokenHash,
    /// Whose it is.
    pub identity: Identity,
    /// What it is for.
    pub purpose: ChallengePurpose,
    /// The device that is to be registered.
    pub device: Option<SerialNumber>,
    /// When it was made.
    pub began: Timestamp,
}

/// Keeps open challenges.
pub trait Challenges {
    /// Adds a challenge; of those with the same holder the newest `most` are kept.
    fn put_challenge(
        &mut self,
        account: AccountId,
        challenge: &OpenChallenge,
        most: u32,
    ) -> Result<(), StorageError>;

    /// Returns a challenge, whether or not its time is up.
    fn challenge(
        &mut self,
        account: AccountId,
        challenge: &[u8; 32],
    ) -> Result<Option<OpenChallenge>, StorageError>;

    /// Uses a challenge up. Returns whether it was there: of several callers one
    /// gets `true`.
    fn take_challenge(
        &mut self,
        account: AccountId,
        challenge: &[u8; 32],
    ) -> Result<bool, StorageError>;

    /// Removes all that were made before a moment, in every account.
    fn purge_challenges(&mut self, began_before: Timestamp) -> Result<(), StorageError>;
}
