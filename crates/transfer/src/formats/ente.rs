//! Ente Auth's encrypted export; what is inside is a list of URIs.

use serde::Deserialize;

use super::{Outcome, links};
use crate::json::{self, Text};
use crate::kdf::{Budget, Variant};
use crate::{Format, Refusal, secretstream};

const FORMAT: Format = Format::EnteEncrypted;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    version: i64,
    kdf_params: Params,
    encrypted_data: Text,
    encryption_nonce: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params {
    mem_limit: u64,
    ops_limit: u64,
    salt: Text,
}

/// Reads an encrypted export.
pub(crate) fn read(bytes: &[u8], password: Option<&str>, budget: &mut Budget) -> Outcome {
    let file: File = json::parse(FORMAT, bytes)?;
    if file.version != 1 {
        return Err(Refusal::Future { format: FORMAT, found: file.version, known: 1 });
    }
    let password = password.ok_or(Refusal::PasswordNeeded(FORMAT))?;
    let salt = json::base64(FORMAT, &file.kdf_params.salt)?;
    // libsodium counts bytes, and has a single lane.
    let cost = (file.kdf_params.mem_limit / 1024, file.kdf_params.ops_limit, 1);
    let key = budget.argon2(Variant::Id, password.as_bytes(), &salt, cost)?;
    let header = json::base64(FORMAT, &file.encryption_nonce)?;
    let sealed = json::base64(FORMAT, &file.encrypted_data)?;
    let plain = secretstream::open(&key, &header, &sealed).ok_or(Refusal::WrongPassword(FORMAT))?;
    let text = std::str::from_utf8(&plain)
        .map_err(|_| Refusal::damaged(FORMAT, "its content is not text"))?;
    Ok(links::entries(text))
}
