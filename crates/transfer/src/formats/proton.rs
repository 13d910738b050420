//! Proton Authenticator: JSON of URIs, plain or with a password.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Entries, Outcome};
use crate::cipher::gcm;
use crate::entry::from_link;
use crate::json::{self, Text};
use crate::kdf::{Budget, Variant};
use crate::{Format, Refusal};

const PLAIN: Format = Format::Proton;
const ENCRYPTED: Format = Format::ProtonEncrypted;

/// Argon2id as the application has it: 19 MiB, two passes, one lane.
const COST: (u64, u64, u64) = (19_456, 2, 1);
const ASSOCIATED: &[u8] = b"proton.authenticator.export.v1";
const NONCE: usize = 12;

#[derive(Deserialize)]
struct File<'a> {
    version: i64,
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct ProtonEntry {
    content: Content,
    #[serde(default)]
    note: Text,
}

#[derive(Deserialize)]
struct Content {
    uri: Text,
    #[serde(default)]
    name: Text,
}

#[derive(Deserialize)]
struct EncryptedFile {
    version: i64,
    salt: Text,
    content: Text,
}

/// Reads the plain form.
pub(crate) fn read(bytes: &[u8]) -> Outcome {
    entries(PLAIN, bytes)
}

/// Reads the form with a password.
pub(crate) fn read_encrypted(bytes: &[u8], password: Option<&str>, budget: &mut Budget) -> Outcome {
    let file: EncryptedFile = json::parse(ENCRYPTED, bytes)?;
    known(ENCRYPTED, file.version)?;
    let password = password.ok_or(Refusal::PasswordNeeded(ENCRYPTED))?;
    let salt = json::base64(ENCRYPTED, &file.salt)?;
    let content = json::base64(ENCRYPTED, &file.content)?;
    let (nonce, sealed) = content
        .split_at_checked(NONCE)
        .ok_or_else(|| Refusal::damaged(ENCRYPTED, "its content is cut short"))?;
    let key = budget.argon2(Variant::Id, password.as_bytes(), &salt, COST)?;
    let plain = gcm(&key, nonce, sealed, ASSOCIATED).ok_or(Refusal::WrongPassword(ENCRYPTED))?;
    entries(ENCRYPTED, &plain)
}

fn entries(format: Format, bytes: &[u8]) -> Result<Entries, Refusal> {
    let file: File<'_> = json::parse(format, bytes)?;
    known(format, file.version)?;
    Ok(json::each(&file.entries, |entry: ProtonEntry| {
        let read = from_link(&entry.content.uri, "", &entry.content.name);
        Some(read.map(|read| read.noted(&entry.note)))
    }))
}

fn known(format: Format, version: i64) -> Result<(), Refusal> {
    if version == 1 { Ok(()) } else { Err(Refusal::Future { format, found: version, known: 1 }) }
}
