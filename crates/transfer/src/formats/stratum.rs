//! Stratum, formerly Authenticator Pro: JSON with numbers for kinds, plain or
//! behind one of two marks with a password.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Entries, Outcome};
use crate::cipher::{cbc, gcm};
use crate::entry::{Draft, Secret};
use crate::json::{self, Number, Text};
use crate::kdf::{Budget, Variant};
use crate::{Format, Refusal};

const PLAIN: Format = Format::Stratum;
const ENCRYPTED: Format = Format::StratumEncrypted;

/// How encrypted files begin: today's, and those of old versions.
const MARK: &[u8] = b"AUTHENTICATORPRO";
const OLD_MARK: &[u8] = b"AuthenticatorPro";

/// Argon2id: 64 MiB, three passes, four lanes.
const COST: (u64, u64, u64) = (65_536, 3, 4);
/// PBKDF2-HMAC-SHA-1 of old files.
const OLD_ROUNDS: u64 = 64_000;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct File<'a> {
    #[serde(borrow)]
    authenticators: Vec<&'a RawValue>,
    #[serde(default)]
    categories: Vec<Category>,
    #[serde(default)]
    authenticator_categories: Vec<Membership>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Category {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Membership {
    category_id: String,
    authenticator_secret: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Authenticator {
    #[serde(rename = "Type")]
    kind: i64,
    #[serde(default)]
    issuer: Text,
    #[serde(default)]
    username: Text,
    secret: Text,
    #[serde(default)]
    algorithm: Number,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
    #[serde(default)]
    counter: Number,
}

/// Tells whether bytes begin with one of the marks.
pub(crate) fn is_encrypted(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK) || bytes.starts_with(OLD_MARK)
}

/// Reads the plain form.
pub(crate) fn read(bytes: &[u8]) -> Outcome {
    entries(PLAIN, bytes)
}

/// Reads the forms with a password.
pub(crate) fn read_encrypted(bytes: &[u8], password: Option<&str>, budget: &mut Budget) -> Outcome {
    let password = password.ok_or(Refusal::PasswordNeeded(ENCRYPTED))?;
    let cut = || Refusal::damaged(ENCRYPTED, "it is cut short");
    let plain = if let Some(rest) = bytes.strip_prefix(MARK) {
        let (salt, rest) = rest.split_at_checked(16).ok_or_else(cut)?;
        let (nonce, sealed) = rest.split_at_checked(12).ok_or_else(cut)?;
        if sealed.len() < 16 {
            return Err(cut());
        }
        let key = budget.argon2(Variant::Id, password.as_bytes(), salt, COST)?;
        gcm(&key, nonce, sealed, b"")
    } else {
        let rest = bytes.strip_prefix(OLD_MARK).ok_or_else(cut)?;
        let (salt, rest) = rest.split_at_checked(20).ok_or_else(cut)?;
        let (iv, sealed) = rest.split_at_checked(16).ok_or_else(cut)?;
        let key = budget.pbkdf2_sha1(password, salt, OLD_ROUNDS)?;
        // Nothing authenticates this form: what is no JSON was not opened.
        cbc(&key, iv, sealed).filter(|plain| entries(ENCRYPTED, plain).is_ok())
    };
    entries(ENCRYPTED, &plain.ok_or(Refusal::WrongPassword(ENCRYPTED))?)
}

fn entries(format: Format, bytes: &[u8]) -> Result<Entries, Refusal> {
    let file: File<'_> = json::parse(format, bytes)?;
    let mut categories: HashMap<&str, Vec<String>> = HashMap::new();
    for member in &file.authenticator_categories {
        let category = file.categories.iter().find(|one| one.id == member.category_id);
        if let Some(category) = category {
            let names = categories.entry(&member.authenticator_secret).or_default();
            names.push(category.name.clone());
        }
    }
    Ok(json::each(&file.authenticators, |entry: Authenticator| {
        let kind = match entry.kind {
            1 => "hotp",
            2 => "totp",
            3 => "mOTP",
            4 => "steam",
            5 => "Yandex",
            _ => "an unknown number",
        };
        let algorithm = match entry.algorithm.0 {
            None | Some(0) => "SHA1",
            Some(1) => "SHA256",
            Some(2) => "SHA512",
            Some(_) => "with an unknown number",
        };
        let draft = Draft {
            issuer: &entry.issuer,
            account: &entry.username,
            secret: Secret::Base32(&entry.secret),
            kind,
            algorithm: Some(algorithm),
            digits: entry.digits.0,
            period: entry.period.0.filter(|_| kind == "totp"),
            counter: entry.counter.0,
            note: "",
            groups: categories.get(&*entry.secret).cloned().unwrap_or_default(),
        };
        Some(draft.finish())
    }))
}
