//! Appending a record to an account's chain.

use identity::Timestamp;
use identity::audit::{Action, ChainHash, Event, Outcome, Record};
use identity::names::AccountId;
use storage::StorageError;

use super::class::Class;
use super::row::hash_of;
use crate::engine::{SqlTx, counter, malformed};

/// Takes the next place: the row stays locked until the transaction ends, so that nobody
/// else appends in between, on any node.
const TAKE: &str = "UPDATE audit_heads SET records = records + 1 WHERE account_id = ?1";

/// Reads what was taken. `RETURNING` would tell it as well, but for that SQLite makes a
/// table and throws it away.
const TAKEN: &str = "SELECT records, hash, proved, open_since FROM audit_heads
     WHERE account_id = ?1";

const BEGIN: &str = "INSERT INTO audit_heads (account_id, records, hash, proved, confirmed)
     VALUES (?1, 0, ?2, ?3, 0) ON CONFLICT DO NOTHING";

/// Notes the new end. Nearly always the rest stays as it is, and columns that are named cost
/// an index, changed or not.
const END: &str = "UPDATE audit_heads SET hash = ?2 WHERE account_id = ?1";

const END_AND_MORE: &str = "UPDATE audit_heads SET hash = ?2, proved = ?3,
     open_since = coalesce(open_since, ?4) WHERE account_id = ?1";

struct Taken {
    seq: u64,
    before: ChainHash,
    /// Whether new records are proved.
    proved: bool,
    /// Whether there are records that no checkpoint covers.
    open: bool,
}

fn take(tx: &mut SqlTx<'_>, account: AccountId) -> Result<Option<Taken>, StorageError> {
    if !tx.changed(TAKE, &[account.into()])? {
        return Ok(None);
    }
    tx.first(TAKEN, &[account.into()], |row| {
        let before = hash_of(row.bytes(1)?).ok_or_else(|| malformed("the hash of a trail"))?;
        let open = row.opt_int(3)?.is_some();
        Ok(Taken { seq: row.count(0)?, before, proved: row.flag(2)?, open })
    })
}

/// Appends and returns the place.
pub(super) fn append(
    tx: &mut SqlTx<'_>,
    account: AccountId,
    at: Timestamp,
    event: &Event,
) -> Result<u64, StorageError> {
    let taken = if let Some(taken) = take(tx, account)? {
        taken
    } else {
        let proved = tx.audit_key().is_some();
        tx.exec(BEGIN, &[account.into(), (&ChainHash::START.0).into(), proved.into()])?;
        take(tx, account)?.ok_or_else(|| malformed("the end of a trail"))?
    };
    let record = Record { seq: taken.seq, at, event: event.clone() };
    let hash = taken.before.then(account, &record);
    let is_proved = taken.proved || event.action == Action::StartLogging;
    let proof = tx.audit_key().filter(|_| is_proved).map(|key| key.prove(&hash));
    insert(tx, account, &record, &hash, proof.as_ref())?;
    if taken.open && taken.proved == proof.is_some() {
        tx.exec(END, &[account.into(), (&hash.0).into()])?;
    } else {
        let proved = proof.is_some().into();
        tx.exec(END_AND_MORE, &[account.into(), (&hash.0).into(), proved, at.into()])?;
    }
    Ok(taken.seq)
}

fn insert(
    tx: &mut SqlTx<'_>,
    account: AccountId,
    record: &Record,
    hash: &ChainHash,
    proof: Option<&[u8; 32]>,
) -> Result<(), StorageError> {
    let event = &record.event;
    let request = &event.request;
    let reason = match event.outcome {
        Outcome::Success => None,
        Outcome::Refused(reason) => Some(reason.name()),
    };
    tx.exec(
        "INSERT INTO audit (account_id, seq, at, action, reason, actor, actor_name, target,
             detail, peer, request_id, agent, access_key, session_began, session_mfa,
             parameters, response, error_code, error_message, hash, proof, class,
             actor_path)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
             ?18, ?19, ?20, ?21, ?22, ?23)",
        &[
            account.into(),
            counter(record.seq)?.into(),
            record.at.into(),
            event.action.name().into(),
            reason.into(),
            event.actor.key().into(),
            event.actor.name().into(),
            event.target.as_ref().into(),
            event.detail.as_ref().into(),
            event.peer.as_ref().into(),
            request.id.as_ref().into(),
            request.agent.as_ref().into(),
            request.access_key.as_ref().into(),
            request.session.map(|session| session.began).into(),
            request.session.map(|session| i64::from(session.kind())).into(),
            request.parameters.as_ref().into(),
            request.response.as_ref().into(),
            request.refusal.as_ref().map(|refusal| &refusal.code).into(),
            request.refusal.as_ref().map(|refusal| &refusal.message).into(),
            (&hash.0).into(),
            proof.into(),
            Class::of(event).number().into(),
            event.actor.path().into(),
        ],
    )?;
    Ok(())
}
