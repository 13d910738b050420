//! Reading a record from a row.

use identity::audit::{
    Action, Actor, ChainHash, Event, Outcome, Reason, Record, Refusal, Request, SessionFacts,
};
use storage::StorageError;

use crate::engine::{Row, malformed};

/// The columns that [`record`] reads, in its order. Where a store is brought up to date,
/// those that came later are not there yet, and nothing stands in their place.
macro_rules! columns {
    () => {
        columns!("actor_path")
    };
    (before paths) => {
        columns!("NULL")
    };
    ($path:literal) => {
        concat!(
            "seq, at, action, reason, actor, actor_name, target, detail, peer, request_id, \
             agent, access_key, session_began, session_mfa, parameters, response, error_code, \
             error_message, ",
            $path
        )
    };
}
pub(super) use columns;

/// How many they are.
pub(super) const COLUMNS: usize = 19;

pub(super) fn record(row: &Row<'_>) -> Result<Record, StorageError> {
    let reason = row.opt_parse(3, "the reason of a refusal", Reason::from_name)?;
    let actor = Actor::from_parts(row.text(4)?, row.opt_text(5)?, row.opt_text(18)?);
    let text = |index| Ok::<_, StorageError>(row.opt_text(index)?.map(str::to_owned));
    let session = match (row.opt_time(12)?, row.opt_int(13)?) {
        (None, None) => None,
        (Some(began), Some(kind)) => {
            let session =
                u8::try_from(kind).ok().and_then(|kind| SessionFacts::from_parts(began, kind));
            Some(session.ok_or_else(|| malformed("the session of a record"))?)
        }
        _ => return Err(malformed("the session of a record")),
    };
    let refusal = match (text(16)?, text(17)?) {
        (None, None) => None,
        (Some(code), Some(message)) => Some(Refusal { code, message }),
        _ => return Err(malformed("the error of a record")),
    };
    let request = Request {
        id: text(9)?,
        agent: text(10)?,
        access_key: text(11)?,
        session,
        parameters: text(14)?,
        response: text(15)?,
        refusal,
    };
    Ok(Record {
        seq: row.count(0)?,
        at: row.time(1)?,
        event: Event {
            action: row.parse(2, "an action", Action::from_name)?,
            outcome: reason.map_or(Outcome::Success, Outcome::Refused),
            actor: actor.ok_or_else(|| malformed("an actor"))?,
            target: text(6)?,
            detail: text(7)?,
            peer: text(8)?,
            request,
        },
    })
}

/// Takes bytes as a hash, if they have its length.
pub(super) fn hash_of(bytes: &[u8]) -> Option<ChainHash> {
    bytes.try_into().ok().map(ChainHash)
}
