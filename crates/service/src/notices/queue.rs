//! Queueing a notice in the transaction of what it tells of.

use identity::Timestamp;
use identity::names::AccountId;
use storage::{Message, MessageId, Tx};

use super::{Notice, render, seal};
use crate::env::random;
use crate::service::corrupt;
use crate::{Service, ServiceError};

/// Queues a notice to everybody whom it is for. `event` tells apart what happened
/// within its kind and account: of one event everybody hears once, however often
/// it is queued.
pub(crate) fn queue<N: Notice>(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    notice: &N,
    event: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let kind = N::KIND;
    let owner = tx.account(account)?.ok_or_else(|| corrupt("an account is missing"))?;
    let content = render(svc, &owner, &notice.letter());
    for recipient in notice.audience().addresses(tx, &owner)? {
        let id = MessageId(random(svc.env()));
        let message = Message {
            id,
            kind: kind.to_owned(),
            event: format!("{kind}/{event}"),
            recipient,
            sealed: seal(svc, account, id, &content)?,
            queued: now,
        };
        tx.queue_message(account, &message)?;
    }
    Ok(())
}
