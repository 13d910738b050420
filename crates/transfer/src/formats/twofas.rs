//! 2FAS: JSON with an array of services, plain, or encrypted with the salt
//! and the nonce behind it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Entries, Outcome};
use crate::cipher::gcm;
use crate::entry::{Draft, Secret};
use crate::json::{self, Number, Text};
use crate::kdf::Budget;
use crate::{Format, Refusal};

const PLAIN: Format = Format::TwoFas;
const ENCRYPTED: Format = Format::TwoFasEncrypted;

/// The newest schema that is known.
const SCHEMA: i64 = 4;

/// The rounds of PBKDF2-HMAC-SHA-256; they do not stand in the file.
const ROUNDS: u64 = 10_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    #[serde(borrow, default)]
    services: Vec<&'a RawValue>,
    #[serde(default)]
    groups: Vec<Group>,
    #[serde(default)]
    schema_version: Number,
    #[serde(default)]
    services_encrypted: Text,
}

#[derive(Deserialize)]
struct Group {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    #[serde(default)]
    name: Text,
    #[serde(default)]
    secret: Text,
    #[serde(default)]
    group_id: Option<String>,
    #[serde(default)]
    otp: Option<Otp>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Otp {
    #[serde(default)]
    issuer: Text,
    #[serde(default)]
    account: Text,
    #[serde(default)]
    label: Text,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
    #[serde(default)]
    algorithm: Text,
    #[serde(default)]
    counter: Number,
    #[serde(default)]
    token_type: Text,
}

/// Tells whether the services are encrypted.
pub(crate) fn is_encrypted(bytes: &[u8]) -> bool {
    json::parse::<File<'_>>(PLAIN, bytes).is_ok_and(|file| !file.services_encrypted.is_empty())
}

/// Reads a backup, encrypted or not.
pub(crate) fn read(bytes: &[u8], password: Option<&str>, budget: &mut Budget) -> Outcome {
    let file: File<'_> = json::parse(PLAIN, bytes)?;
    let format = if file.services_encrypted.is_empty() { PLAIN } else { ENCRYPTED };
    let schema = file.schema_version.0.unwrap_or(1);
    if !(1..=SCHEMA).contains(&schema) {
        return Err(Refusal::Future { format, found: schema, known: SCHEMA });
    }
    if format == PLAIN {
        return Ok(services(&file.services, &file.groups));
    }
    let password = password.ok_or(Refusal::PasswordNeeded(ENCRYPTED))?;
    let mut parts = file.services_encrypted.split(':');
    let mut part = || {
        let text = parts.next();
        let text =
            text.ok_or_else(|| Refusal::damaged(ENCRYPTED, "its salt or nonce is missing"))?;
        json::base64(ENCRYPTED, text)
    };
    let (sealed, salt, nonce) = (part()?, part()?, part()?);
    let key = budget.pbkdf2_sha256(password, &salt, ROUNDS)?;
    let plain = gcm(&key, &nonce, &sealed, b"").ok_or(Refusal::WrongPassword(ENCRYPTED))?;
    let raw: Vec<&RawValue> = json::parse(ENCRYPTED, &plain)?;
    Ok(services(&raw, &file.groups))
}

fn services(raw: &[&RawValue], groups: &[Group]) -> Entries {
    json::each(raw, |service: Service| {
        let otp = service.otp.unwrap_or_default();
        let issuer = if otp.issuer.trim().is_empty() { &service.name } else { &otp.issuer };
        let account = if otp.account.trim().is_empty() { &otp.label } else { &otp.account };
        // A label repeats the issuer, as in a URI.
        let account = account
            .strip_prefix(&**issuer)
            .and_then(|rest| rest.strip_prefix(':'))
            .unwrap_or(account);
        let group = groups.iter().find(|group| Some(&group.id) == service.group_id.as_ref());
        let draft = Draft {
            issuer,
            account,
            secret: Secret::Base32(&service.secret),
            kind: &otp.token_type,
            algorithm: Some(&otp.algorithm),
            digits: otp.digits.0,
            period: otp.period.0,
            counter: otp.counter.0,
            note: "",
            groups: group.map(|group| group.name.clone()).into_iter().collect(),
        };
        Some(draft.finish())
    })
}
