//! Saying what became of a message. One that is given up is put on record, since
//! somebody was not told of something.

use identity::audit::{Action, Actor, Reason};
use identity::names::AccountId;
use storage::{MessageId, Settlement, WorkerId};

use crate::record::Entry;
use crate::{Service, ServiceError};

/// Characters of a mail server's words that are kept.
const WORDS: usize = 200;

/// Settles a message that a worker has. Returns `false` when it has it no longer.
pub async fn run(
    svc: &Service,
    worker: WorkerId,
    account: AccountId,
    id: MessageId,
    settlement: Settlement,
) -> Result<bool, ServiceError> {
    let now = svc.now();
    let settlement = match settlement {
        Settlement::Again(at, why) => Settlement::Again(at, words(&why)),
        Settlement::GivenUp(why) => Settlement::GivenUp(words(&why)),
        other => other,
    };
    svc.write(account, move |tx| {
        if !tx.settle_message(account, id, worker, &settlement, now)? {
            return Ok(false);
        }
        if let Settlement::GivenUp(why) = &settlement {
            Entry::new(Action::DeliverMail, Actor::Operator)
                .on(data_encoding::HEXLOWER.encode(&id.0))
                .detail(why.as_str())
                .refused(Reason::Undeliverable)
                .keep(tx, account, now)?;
        }
        Ok(true)
    })
    .await
}

/// Keeps what a mail server said to one line.
fn words(said: &str) -> String {
    said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS).collect()
}
