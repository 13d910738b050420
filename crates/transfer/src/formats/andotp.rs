//! andOTP: a JSON array, plain, or encrypted in one of two ways without any
//! mark of its own.

use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::{Entries, Outcome};
use crate::cipher::gcm;
use crate::entry::{Draft, Secret};
use crate::json::{self, Number, Text};
use crate::kdf::{Budget, Key};
use crate::{Format, Refusal};

const ENCRYPTED: Format = Format::AndOtpEncrypted;

/// The rounds that a file can name: andOTP picks 140 000 to 160 000.
const ROUNDS: std::ops::RangeInclusive<u64> = 1..=10_000_000;

const SALT: usize = 12;
const NONCE: usize = 12;
const TAG: usize = 16;

#[derive(Deserialize)]
struct AndOtpEntry {
    secret: Text,
    #[serde(default)]
    issuer: Text,
    #[serde(default)]
    label: Text,
    #[serde(default)]
    digits: Number,
    #[serde(default, rename = "type")]
    kind: Text,
    #[serde(default)]
    algorithm: Text,
    #[serde(default)]
    period: Number,
    #[serde(default)]
    counter: Number,
    #[serde(default)]
    tags: Vec<String>,
}

/// Reads the plain form.
pub(crate) fn read(bytes: &[u8]) -> Outcome {
    entries(Format::AndOtp, bytes)
}

/// Tells whether bytes without a mark may be an encrypted backup: they begin
/// with a number of rounds that makes sense.
pub(crate) fn may_be_encrypted(bytes: &[u8]) -> bool {
    rounds(bytes).is_some_and(|rounds| (1_000..=10_000_000).contains(&rounds))
        && bytes.len() > 4 + SALT + NONCE + TAG
}

fn rounds(bytes: &[u8]) -> Option<u64> {
    bytes.first_chunk().map(|number| u64::from(u32::from_be_bytes(*number)))
}

/// Reads the encrypted form: the newer way, then the older one, whose key is a
/// mere hash of the password.
pub(crate) fn read_encrypted(bytes: &[u8], password: &str, budget: &mut Budget) -> Outcome {
    if let Some(rounds) = rounds(bytes).filter(|rounds| ROUNDS.contains(rounds)) {
        let rest = bytes.get(4..).unwrap_or_default();
        if let Some((salt, rest)) = rest.split_at_checked(SALT) {
            let key = budget.pbkdf2_sha1(password, salt, rounds)?;
            if let Some(plain) = open(&key, rest) {
                return entries(ENCRYPTED, &plain);
            }
        }
    }
    let mut key = Key::default();
    key.copy_from_slice(&Sha256::digest(password.as_bytes()));
    match open(&key, bytes) {
        Some(plain) => entries(ENCRYPTED, &plain),
        None => Err(Refusal::WrongPassword(ENCRYPTED)),
    }
}

fn open(key: &Key, bytes: &[u8]) -> Option<zeroize::Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    gcm(key, nonce, sealed, b"")
}

fn entries(format: Format, bytes: &[u8]) -> Result<Entries, Refusal> {
    let raw: Vec<&RawValue> = json::parse(format, bytes)?;
    Ok(json::each(&raw, |entry: AndOtpEntry| {
        // Old files have both in the label.
        let (issuer, account) = match entry.label.split_once(" - ") {
            Some(both) if entry.issuer.trim().is_empty() => both,
            _ => (&*entry.issuer, &*entry.label),
        };
        let draft = Draft {
            issuer,
            account,
            secret: Secret::Base32(&entry.secret),
            kind: &entry.kind,
            algorithm: Some(&entry.algorithm),
            digits: entry.digits.0,
            period: entry.period.0,
            counter: entry.counter.0,
            note: "",
            groups: entry.tags.clone(),
        };
        Some(draft.finish())
    }))
}
