//! Aegis: a vault of one JSON object, plain or encrypted with a master key that
//! each slot wraps (Aegis's document `vault.md`).

use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::{Entries, Outcome};
use crate::cipher::gcm;
use crate::entry::{Draft, Secret};
use crate::json::{self, Number, Text};
use crate::kdf::{Budget, Key};
use crate::{Format, Refusal};

const PLAIN: Format = Format::Aegis;
const ENCRYPTED: Format = Format::AegisEncrypted;

/// The newest version of the content that is known.
const CONTENT: i64 = 3;

#[derive(Deserialize)]
struct File<'a> {
    version: i64,
    header: Header,
    #[serde(borrow)]
    db: &'a RawValue,
}

#[derive(Deserialize)]
struct Header {
    slots: Option<Vec<Slot>>,
    params: Option<Sealed>,
}

#[derive(Deserialize)]
struct Sealed {
    nonce: String,
    tag: String,
}

#[derive(Deserialize)]
struct Slot {
    #[serde(rename = "type")]
    kind: u32,
    key: Option<String>,
    key_params: Option<Sealed>,
    n: Option<u64>,
    r: Option<u32>,
    p: Option<u32>,
    salt: Option<String>,
    #[serde(default)]
    repaired: bool,
}

/// The type of slots that a password opens.
const PASSWORD_SLOT: u32 = 1;

/// Tells whether the content is encrypted.
pub(crate) fn is_encrypted(bytes: &[u8]) -> bool {
    json::parse::<File<'_>>(PLAIN, bytes).is_ok_and(|file| file.header.slots.is_some())
}

/// Reads a vault, encrypted or not.
pub(crate) fn read(bytes: &[u8], password: Option<&str>, budget: &mut Budget) -> Outcome {
    let file: File<'_> = json::parse(PLAIN, bytes)?;
    let format = if file.header.slots.is_some() { ENCRYPTED } else { PLAIN };
    if file.version != 1 {
        return Err(Refusal::Future { format, found: file.version, known: 1 });
    }
    let (Some(slots), Some(params)) = (file.header.slots, file.header.params) else {
        return content(PLAIN, file.db.get().as_bytes());
    };
    let password = password.ok_or(Refusal::PasswordNeeded(ENCRYPTED))?;
    let sealed: String = json::parse(ENCRYPTED, file.db.get().as_bytes())?;
    let mut sealed = json::base64(ENCRYPTED, &sealed)?;
    sealed.extend(json::hex(ENCRYPTED, &params.tag)?);
    let nonce = json::hex(ENCRYPTED, &params.nonce)?;
    let master = master_key(&slots, password, budget)?;
    let plain = gcm(&master, &nonce, &sealed, b"")
        .ok_or_else(|| Refusal::damaged(ENCRYPTED, "its content does not fit its key"))?;
    content(ENCRYPTED, &plain)
}

/// Opens the first slot that the password fits.
fn master_key(slots: &[Slot], password: &str, budget: &mut Budget) -> Result<Key, Refusal> {
    let mut with_password = false;
    for slot in slots.iter().filter(|slot| slot.kind == PASSWORD_SLOT) {
        with_password = true;
        let incomplete = || Refusal::damaged(ENCRYPTED, "a password slot is incomplete");
        let params = slot.key_params.as_ref().ok_or_else(incomplete)?;
        let mut wrapped = json::hex(ENCRYPTED, slot.key.as_deref().ok_or_else(incomplete)?)?;
        wrapped.extend(json::hex(ENCRYPTED, &params.tag)?);
        let nonce = json::hex(ENCRYPTED, &params.nonce)?;
        let salt = json::hex(ENCRYPTED, slot.salt.as_deref().ok_or_else(incomplete)?)?;
        let (Some(n), Some(r), Some(p)) = (slot.n, slot.r, slot.p) else {
            return Err(incomplete());
        };
        for password in passwords(password, slot.repaired) {
            let key = budget.scrypt(&password, &salt, (n, r, p))?;
            if let Some(master) = gcm(&key, &nonce, &wrapped, b"") {
                let mut key = Key::default();
                if master.len() != key.len() {
                    return Err(Refusal::damaged(ENCRYPTED, "its key has the wrong length"));
                }
                key.copy_from_slice(&master);
                return Ok(key);
            }
        }
    }
    if with_password {
        Err(Refusal::WrongPassword(ENCRYPTED))
    } else {
        let reason =
            "it has no password, only keys of the phone that wrote it; export it with a password";
        Err(Refusal::Unsupported { format: ENCRYPTED, reason })
    }
}

/// The password's bytes. Old slots were made of the bytes with zeros behind
/// them, as many as Java's encoder had set aside; that matters beyond the 64
/// bytes of a block of SHA-256 only.
fn passwords(password: &str, repaired: bool) -> Vec<Zeroizing<Vec<u8>>> {
    let bytes = Zeroizing::new(password.as_bytes().to_vec());
    let characters = password.encode_utf16().count();
    let capacity = characters + characters / 10;
    if repaired || bytes.len() <= 64 || capacity <= bytes.len() {
        return vec![bytes];
    }
    let mut padded = bytes.clone();
    padded.resize(capacity, 0);
    vec![bytes, padded]
}

#[derive(Deserialize)]
struct Content<'a> {
    version: i64,
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
    #[serde(default)]
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    uuid: String,
    name: String,
}

#[derive(Deserialize)]
struct AegisEntry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    name: Text,
    #[serde(default)]
    issuer: Text,
    #[serde(default)]
    note: Text,
    #[serde(default)]
    group: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
    info: Info,
}

#[derive(Deserialize)]
struct Info {
    secret: Text,
    #[serde(default)]
    algo: Text,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
    #[serde(default)]
    counter: Number,
}

fn content(format: Format, bytes: &[u8]) -> Result<Entries, Refusal> {
    let content: Content<'_> = json::parse(format, bytes)?;
    if !(1..=CONTENT).contains(&content.version) {
        return Err(Refusal::Future { format, found: content.version, known: CONTENT });
    }
    Ok(json::each(&content.entries, |entry: AegisEntry| {
        let named = |uuid: &String| {
            let group = content.groups.iter().find(|group| &group.uuid == uuid)?;
            Some(group.name.clone())
        };
        let draft = Draft {
            issuer: &entry.issuer,
            account: &entry.name,
            secret: Secret::Base32(&entry.info.secret),
            kind: &entry.kind,
            algorithm: Some(&entry.info.algo),
            digits: entry.info.digits.0,
            period: entry.info.period.0,
            counter: entry.info.counter.0,
            note: &entry.note,
            groups: entry.groups.iter().filter_map(named).chain(entry.group.clone()).collect(),
        };
        Some(draft.finish())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_passwords_of_old_slots_are_tried_twice() {
        assert_eq!(passwords("short", false).len(), 1);
        assert_eq!(passwords(&"x".repeat(70), true).len(), 1);
        let padded = passwords(&"x".repeat(70), false);
        assert_eq!(padded.iter().map(|one| one.len()).collect::<Vec<_>>(), [70, 77]);
    }
}
