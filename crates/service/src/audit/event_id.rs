//! The id of an event, by which CloudTrail names it: made from the record alone,
//! so that it is the same wherever the record is told, and leads back to its
//! place.

use data_encoding::HEXLOWER;
use identity::audit::{Record, encode};
use identity::names::AccountId;
use sha2::{Digest, Sha256};

/// Returns the id of a record: a UUID of version 8 (RFC 9562, section 5.8) whose
/// last 62 bits are the record's place and whose others are bits of its hash.
pub fn event_id(account: AccountId, record: &Record) -> String {
    let hash = Sha256::digest(encode(account, record));
    let mut bytes = [0_u8; 16];
    for (byte, hashed) in bytes.iter_mut().zip(hash.iter().take(8)) {
        *byte = *hashed;
    }
    if let Some(version) = bytes.get_mut(6) {
        *version = *version & 0x0f | 0x80;
    }
    // Two bits say which kind of UUID it is.
    let place = record.seq & (u64::MAX >> 2) | 1 << 63;
    for (byte, placed) in bytes.iter_mut().skip(8).zip(place.to_be_bytes()) {
        *byte = placed;
    }
    let mut text = HEXLOWER.encode(&bytes);
    for dash in [20, 16, 12, 8] {
        text.insert(dash, '-');
    }
    text
}

/// Returns the place that an id names; `None` for what is no id of ours.
pub(super) fn place(id: &str) -> Option<u64> {
    let bytes = HEXLOWER.decode(id.replace('-', "").as_bytes()).ok()?;
    let place = u64::from_be_bytes(*bytes.last_chunk::<8>()?);
    (bytes.len() == 16 && place >> 62 == 0b10).then_some(place & (u64::MAX >> 2))
}
