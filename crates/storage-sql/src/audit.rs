//! The audit trail.

use identity::audit::{Action, Actor, Event, Outcome, Reason, Record};
use identity::names::AccountId;
use identity::{Identity, Timestamp};
use storage::{AuditFilter, AuditTrail, StorageError, WhoFilter};

use crate::engine::{Row, SqlTx, malformed};

const STRANGER: &str = "stranger";
const OPERATOR: &str = "operator";

impl AuditTrail for SqlTx<'_> {
    fn append(
        &mut self,
        account: AccountId,
        at: Timestamp,
        event: &Event,
    ) -> Result<u64, StorageError> {
        let reason = match event.outcome {
            Outcome::Success => None,
            Outcome::Refused(reason) => Some(reason.name()),
        };
        let (actor, actor_name) = match &event.actor {
            Actor::Identity { identity, name } => (identity.key(), Some(name)),
            Actor::Stranger => (STRANGER, None),
            Actor::Operator => (OPERATOR, None),
        };
        self.number(
            "INSERT INTO audit (account_id, seq, at, action, reason, actor, actor_name, target,
                 detail, peer)
             VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM audit WHERE account_id = ?1),
                 ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             RETURNING seq",
            &[
                account.into(),
                at.into(),
                event.action.name().into(),
                reason.into(),
                actor.into(),
                actor_name.into(),
                event.target.as_ref().into(),
                event.detail.as_ref().into(),
                event.peer.as_ref().into(),
            ],
        )
    }

    fn records(
        &mut self,
        account: AccountId,
        filter: &AuditFilter,
        limit: u32,
    ) -> Result<Vec<Record>, StorageError> {
        let before = filter.before.map_or(i64::MAX, |seq| i64::try_from(seq).unwrap_or(i64::MAX));
        // An empty text stands for "any": no name is empty.
        let (who, name) = match &filter.who {
            None => ("", String::new()),
            Some(WhoFilter::Identity(identity)) => (identity.key(), String::new()),
            Some(WhoFilter::Name(name)) if name.is_empty() || name.contains('\0') => {
                return Ok(Vec::new());
            }
            Some(WhoFilter::Name(name)) => ("", name.to_ascii_lowercase()),
        };
        let (with_success, with_refusal) = match filter.success {
            None => (true, true),
            Some(success) => (success, !success),
        };
        self.all(
            "SELECT seq, at, action, reason, actor, actor_name, target, detail, peer FROM audit
             WHERE account_id = ?1 AND seq < ?2
                 AND (actor = ?3 OR ?3 = '')
                 AND (lower(actor_name) = ?4 OR ?4 = '')
                 AND (action = ?5 OR ?5 = '')
                 AND (reason IS NULL AND ?6 = 1 OR reason IS NOT NULL AND ?7 = 1)
                 AND at >= ?8 AND at < ?9
             ORDER BY seq DESC LIMIT ?10",
            &[
                account.into(),
                before.into(),
                who.into(),
                (&name).into(),
                filter.action.map_or("", Action::name).into(),
                with_success.into(),
                with_refusal.into(),
                filter.since.map_or(i64::MIN, Timestamp::as_micros).into(),
                filter.until.map_or(i64::MAX, Timestamp::as_micros).into(),
                limit.into(),
            ],
            read,
        )
    }
}

fn read(row: &Row<'_>) -> Result<Record, StorageError> {
    let reason = row.opt_parse(3, "the reason of a refusal", Reason::from_name)?;
    let actor = match row.text(4)? {
        STRANGER => Actor::Stranger,
        OPERATOR => Actor::Operator,
        key => Actor::Identity {
            identity: Identity::from_key(key).ok_or_else(|| malformed("an actor"))?,
            name: row.text(5)?.to_owned(),
        },
    };
    let text = |index| Ok::<_, StorageError>(row.opt_text(index)?.map(str::to_owned));
    Ok(Record {
        seq: row.count(0)?,
        at: row.time(1)?,
        event: Event {
            action: row.parse(2, "an action", Action::from_name)?,
            outcome: reason.map_or(Outcome::Success, Outcome::Refused),
            actor,
            target: text(6)?,
            detail: text(7)?,
            peer: text(8)?,
        },
    })
}
