//! Mail that waits to be sent. A message is queued in the transaction of the
//! change that it tells of, and sent after the commit by a worker, of which
//! there is one on each node.

use identity::Timestamp;
use identity::names::{AccountId, EmailAddress};

use crate::StorageError;

/// Is what tells messages of one account apart, also for those who receive them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageId(pub [u8; 16]);

/// Is a worker, told apart from those on other nodes and from its predecessors
/// by a random number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerId(pub [u8; 16]);

/// Is a message that is queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which one.
    pub id: MessageId,
    /// What kind of notice it is, such as `new-device`.
    pub kind: String,
    /// What happened: the same event is never told twice to the same recipient.
    pub event: String,
    /// Whom it is sent to.
    pub recipient: EmailAddress,
    /// What it says, sealed: it may hold a link or a code.
    pub sealed: Vec<u8>,
    /// When it was queued.
    pub queued: Timestamp,
}

/// Is a message that one worker has for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedMessage {
    /// Of which account.
    pub account: AccountId,
    /// Which one.
    pub id: MessageId,
    /// What kind of notice it is.
    pub kind: String,
    /// Whom it is sent to.
    pub recipient: EmailAddress,
    /// What it says, sealed.
    pub sealed: Vec<u8>,
    /// When it was queued.
    pub queued: Timestamp,
    /// How often it was tried in vain.
    pub attempts: u32,
}

/// Is what is to be done with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The mail server has it.
    Sent,
    /// Refused for now, for this reason: to be tried again at that moment.
    Again(Timestamp, String),
    /// Refused for good, for this reason.
    GivenUp(String),
    /// Not tried at all: anybody may take it from that moment on.
    Untried(Timestamp),
}

/// Is a message that was given up, for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// Of which account.
    pub account: AccountId,
    /// What kind of notice it was.
    pub kind: String,
    /// Whom it was for.
    pub recipient: EmailAddress,
    /// When it was given up.
    pub at: Timestamp,
    /// What the mail server said.
    pub why: String,
}

/// Is how much mail there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Messages that wait.
    pub queued: u64,
    /// Since when the oldest of them waits.
    pub oldest: Option<Timestamp>,
    /// Messages that were sent and are still remembered.
    pub sent: u64,
    /// Messages that were given up and are still remembered.
    pub given_up: u64,
}

/// Keeps messages until they are sent or given up, and remembers for a while
/// after that which ones they were.
pub trait Outbox {
    /// Queues a message. Returns `false`, and queues nothing, when this account
    /// has told the recipient of this event already.
    fn queue_message(
        &mut self,
        account: AccountId,
        message: &Message,
    ) -> Result<bool, StorageError>;

    /// Gives a worker up to `limit` messages that are due, the longest waiting
    /// first, until a moment: from then on another worker may have them. Of
    /// several workers one gets a message.
    fn claim_messages(
        &mut self,
        worker: WorkerId,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<ClaimedMessage>, StorageError>;

    /// Settles a message that a worker has. Returns `false`, and changes
    /// nothing, when the worker has it no longer. What a message said is
    /// forgotten with the end of its wait.
    fn settle_message(
        &mut self,
        account: AccountId,
        id: MessageId,
        worker: WorkerId,
        settlement: &Settlement,
        now: Timestamp,
    ) -> Result<bool, StorageError>;

    /// Takes back what workers have who did not live to settle it: anybody may have
    /// it at once. For a process that has the store alone, before it sends anything.
    fn release_messages(&mut self, now: Timestamp) -> Result<(), StorageError>;

    /// Counts the messages of all accounts.
    fn outbox_counts(&mut self) -> Result<OutboxCounts, StorageError>;

    /// Returns up to `limit` messages that were given up, newest first, of all
    /// accounts.
    fn given_up(&mut self, limit: u32) -> Result<Vec<GivenUp>, StorageError>;

    /// Forgets messages that were sent or given up before a moment.
    fn purge_outbox(&mut self, ended_before: Timestamp) -> Result<(), StorageError>;
}
