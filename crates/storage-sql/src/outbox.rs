//! Mail that waits to be sent.

use identity::Timestamp;
use identity::names::{AccountId, EmailAddress};
use storage::{
    ClaimedMessage, GivenUp, Message, MessageId, Outbox, OutboxCounts, Settlement, StorageError,
    WorkerId,
};

use crate::engine::{Row, SqlTx, malformed};

/// Only messages that are queued have a worker. The bound, which is always true, makes every
/// engine take the index of these and not that of all that wait.
const RELEASE: &str = "UPDATE outbox SET due = ?1, worker = NULL
     WHERE worker IS NOT NULL AND worker >= ?2";

impl Outbox for SqlTx<'_> {
    fn queue_message(
        &mut self,
        account: AccountId,
        message: &Message,
    ) -> Result<bool, StorageError> {
        self.changed(
            "INSERT INTO outbox (account_id, message_id, kind, event, recipient, recipient_key,
                 sealed, state, queued, due, attempts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', ?8, ?8, 0)
             ON CONFLICT DO NOTHING",
            &[
                account.into(),
                message.id.0.as_slice().into(),
                (&message.kind).into(),
                (&message.event).into(),
                message.recipient.as_str().into(),
                (&message.recipient.key()).into(),
                message.sealed.as_slice().into(),
                message.queued.into(),
            ],
        )
    }

    fn claim_messages(
        &mut self,
        worker: WorkerId,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<ClaimedMessage>, StorageError> {
        // The outer condition is looked at again once a row is locked: of two
        // workers that found the same row, the second one finds it taken.
        let mut claimed = self.all(
            "UPDATE outbox SET due = ?3, worker = ?1
             WHERE state = 'queued' AND due <= ?2 AND (account_id, message_id) IN (
                 SELECT account_id, message_id FROM outbox
                 WHERE state = 'queued' AND due <= ?2 ORDER BY due, queued LIMIT ?4)
             RETURNING account_id, message_id, kind, recipient, sealed, queued, attempts",
            &[worker.0.as_slice().into(), now.into(), until.into(), limit.into()],
            |row| {
                Ok(ClaimedMessage {
                    account: row.account(0)?,
                    id: message_id(row, 1)?,
                    kind: row.text(2)?.to_owned(),
                    recipient: address(row, 3)?,
                    sealed: row.bytes(4)?.to_vec(),
                    queued: row.time(5)?,
                    attempts: u32::try_from(row.count(6)?)
                        .map_err(|_| malformed("a counter of attempts"))?,
                })
            },
        )?;
        claimed.sort_by_key(|message| (message.queued, message.account, message.id.0));
        Ok(claimed)
    }

    fn settle_message(
        &mut self,
        account: AccountId,
        id: MessageId,
        worker: WorkerId,
        settlement: &Settlement,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let (state, due, tried, ended, why) = match settlement {
            Settlement::Sent => ("sent", now, 0_u32, Some(now), None),
            Settlement::Again(due, why) => ("queued", *due, 1, None, Some(why)),
            Settlement::GivenUp(why) => ("given-up", now, 1, Some(now), Some(why)),
            Settlement::Untried(due) => ("queued", *due, 0, None, None),
        };
        self.changed(
            "UPDATE outbox SET state = ?4, due = ?5, attempts = attempts + ?6, worker = NULL,
                 ended = ?7, why = coalesce(?8, why),
                 sealed = CASE WHEN ?4 = 'queued' THEN sealed ELSE ?9 END
             WHERE account_id = ?1 AND message_id = ?2 AND worker = ?3 AND state = 'queued'",
            &[
                account.into(),
                id.0.as_slice().into(),
                worker.0.as_slice().into(),
                state.into(),
                due.into(),
                tried.into(),
                ended.into(),
                why.into(),
                [].as_slice().into(),
            ],
        )
    }

    fn release_messages(&mut self, now: Timestamp) -> Result<(), StorageError> {
        self.exec(RELEASE, &[now.into(), [].as_slice().into()]).map(drop)
    }

    fn outbox_counts(&mut self) -> Result<OutboxCounts, StorageError> {
        let queued = self.first(
            "SELECT count(*), min(queued) FROM outbox WHERE state = 'queued'",
            &[],
            |row| Ok((row.count(0)?, row.opt_time(1)?)),
        )?;
        let (queued, oldest) = queued.unwrap_or_default();
        let sent = self.number("SELECT count(*) FROM outbox WHERE state = 'sent'", &[])?;
        let given_up = self.number("SELECT count(*) FROM outbox WHERE state = 'given-up'", &[])?;
        Ok(OutboxCounts { queued, oldest, sent, given_up })
    }

    fn given_up(&mut self, limit: u32) -> Result<Vec<GivenUp>, StorageError> {
        self.all(
            "SELECT account_id, kind, recipient, ended, why FROM outbox
             WHERE state = 'given-up' ORDER BY ended DESC LIMIT ?1",
            &[limit.into()],
            |row| {
                Ok(GivenUp {
                    account: row.account(0)?,
                    kind: row.text(1)?.to_owned(),
                    recipient: address(row, 2)?,
                    at: row.time(3)?,
                    why: row.opt_text(4)?.unwrap_or_default().to_owned(),
                })
            },
        )
    }

    fn purge_outbox(&mut self, ended_before: Timestamp) -> Result<(), StorageError> {
        self.exec(
            "DELETE FROM outbox WHERE state = 'sent' AND ended < ?1",
            &[ended_before.into()],
        )?;
        self.exec(
            "DELETE FROM outbox WHERE state = 'given-up' AND ended < ?1",
            &[ended_before.into()],
        )
        .map(drop)
    }
}

fn message_id(row: &Row<'_>, index: usize) -> Result<MessageId, StorageError> {
    let bytes = row.bytes(index)?.try_into().map_err(|_| malformed("the id of a message"))?;
    Ok(MessageId(bytes))
}

fn address(row: &Row<'_>, index: usize) -> Result<EmailAddress, StorageError> {
    row.parse(index, "the recipient of a message", |text| EmailAddress::parse(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sqlite::{Place, plan, prepare};

    #[test]
    fn a_start_looks_at_none_of_those_that_wait() {
        let steps = plan(&prepare(&Place::Memory).unwrap(), RELEASE);
        let [step] = steps.as_slice() else { panic!("{steps:?}") };
        assert!(step.contains("SEARCH outbox USING INDEX outbox_claimed"), "{step}");
    }
}
