//! Taking messages that are due, for one worker and for a while.

use std::time::Duration;

use identity::Timestamp;
use identity::names::AccountId;
use storage::{ClaimedMessage, MessageId, Settlement, WorkerId};

use crate::env::random;
use crate::notices::{Content, open};
use crate::{Service, ServiceError};

/// How long a worker has a message: longer than it takes to send what it took,
/// since two workers must never send the same one, and no longer than people may
/// wait when a worker dies.
pub const LEASE: Duration = Duration::from_mins(2);

/// Is a message to be sent.
#[derive(Debug)]
pub struct Claimed {
    /// Of which account.
    pub account: AccountId,
    /// Which one: the same at every attempt.
    pub id: MessageId,
    /// What kind of notice it is.
    pub kind: String,
    /// Whom it is sent to.
    pub recipient: String,
    /// What it says.
    pub content: Content,
    /// When it was queued: its date.
    pub queued: Timestamp,
    /// How often it was tried in vain.
    pub attempts: u32,
}

/// Names a worker of this process.
pub fn worker(svc: &Service) -> WorkerId {
    WorkerId(random(svc.env()))
}

/// Takes up to `limit` messages. One that cannot be opened is given up.
pub async fn run(
    svc: &Service,
    worker: WorkerId,
    limit: u32,
) -> Result<Vec<Claimed>, ServiceError> {
    let now = svc.now();
    let taken = svc
        .write_anywhere(move |tx| Ok(tx.claim_messages(worker, now, now.plus(LEASE), limit)?))
        .await?;
    let mut claimed = Vec::with_capacity(taken.len());
    for message in taken {
        match open(svc, message.account, message.id, &message.sealed) {
            Ok(content) => claimed.push(ready(message, content)),
            Err(error) => {
                let why = Settlement::GivenUp(error.to_string());
                super::settle::run(svc, worker, message.account, message.id, why).await?;
            }
        }
    }
    Ok(claimed)
}

fn ready(message: ClaimedMessage, content: Content) -> Claimed {
    Claimed {
        account: message.account,
        id: message.id,
        kind: message.kind,
        recipient: message.recipient.as_str().to_owned(),
        content,
        queued: message.queued,
        attempts: message.attempts,
    }
}
