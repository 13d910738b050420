//! The one way to write a record as bytes, for hashing. No two records have the
//! same bytes: every field is written with its number and its length, and a
//! field that is missing is not written. A field that comes later gets a new
//! number, so that the bytes of older records stay what they were.

use crate::names::AccountId;

use super::{Outcome, Record};

/// Names the format, so that no other bytes of this program are a record's.
const FORMAT: &[u8] = b"secondkey audit record 1\n";

struct Fields(Vec<u8>);

impl Fields {
    fn put(&mut self, number: u8, value: &[u8]) {
        self.0.push(number);
        // No text of a record comes near 2^64 bytes.
        self.0.extend_from_slice(&(value.len() as u64).to_be_bytes());
        self.0.extend_from_slice(value);
    }

    fn put_text(&mut self, number: u8, text: Option<&str>) {
        if let Some(text) = text {
            self.put(number, text.as_bytes());
        }
    }
}

/// Writes a record of an account as the bytes that are hashed.
pub fn encode(account: AccountId, record: &Record) -> Vec<u8> {
    let event = &record.event;
    let request = &event.request;
    let mut fields = Fields(FORMAT.to_vec());
    fields.put(1, &account.as_number().to_be_bytes());
    fields.put(2, &record.seq.to_be_bytes());
    fields.put(3, &record.at.as_micros().to_be_bytes());
    fields.put_text(4, Some(event.action.name()));
    fields.put_text(
        5,
        match event.outcome {
            Outcome::Success => None,
            Outcome::Refused(reason) => Some(reason.name()),
        },
    );
    fields.put_text(6, Some(event.actor.key()));
    fields.put_text(7, event.actor.name());
    fields.put_text(8, event.target.as_deref());
    fields.put_text(9, event.detail.as_deref());
    fields.put_text(10, event.peer.as_deref());
    fields.put_text(11, request.id.as_deref());
    fields.put_text(12, request.agent.as_deref());
    fields.put_text(13, request.access_key.as_deref());
    if let Some(session) = request.session {
        fields.put(14, &session.began.as_micros().to_be_bytes());
        fields.put(15, &[session.kind()]);
    }
    fields.put_text(16, request.parameters.as_deref());
    fields.put_text(17, request.response.as_deref());
    if let Some(refusal) = &request.refusal {
        fields.put_text(18, Some(&refusal.code));
        fields.put_text(19, Some(&refusal.message));
    }
    fields.put_text(20, event.actor.path());
    fields.0
}
