//! Bitwarden, the password manager and the authenticator: JSON, plain or with
//! a password, and CSV. Passwords and notes of logins are not looked at.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Entries, Outcome, csv};
use crate::cipher::cbc;
use crate::entry::from_link;
use crate::json::{self, Text};
use crate::kdf::{Budget, Key, Variant};
use crate::{Format, Refusal};

const PLAIN: Format = Format::Bitwarden;
const ENCRYPTED: Format = Format::BitwardenEncrypted;
const CSV: Format = Format::BitwardenCsv;

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow, default)]
    items: Vec<&'a RawValue>,
    #[serde(default)]
    folders: Vec<Folder>,
}

#[derive(Deserialize)]
struct Folder {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    #[serde(default)]
    name: Text,
    #[serde(default)]
    folder_id: Option<String>,
    #[serde(default)]
    login: Option<Login>,
}

#[derive(Deserialize)]
struct Login {
    #[serde(default)]
    username: Text,
    #[serde(default)]
    totp: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EncryptedFile {
    #[serde(default)]
    password_protected: bool,
    #[serde(default)]
    salt: Text,
    kdf_type: Option<u32>,
    kdf_iterations: Option<u64>,
    kdf_memory: Option<u64>,
    kdf_parallelism: Option<u64>,
    #[serde(rename = "encKeyValidation_DO_NOT_EDIT", default)]
    validation: Text,
    #[serde(default)]
    data: Text,
}

/// Reads the plain JSON.
pub(crate) fn read(bytes: &[u8]) -> Outcome {
    items(PLAIN, bytes)
}

fn items(format: Format, bytes: &[u8]) -> Result<Entries, Refusal> {
    let file: File<'_> = json::parse(format, bytes)?;
    Ok(json::each(&file.items, |item: Item| {
        let login = item.login.filter(|login| !login.totp.trim().is_empty())?;
        let folder = file.folders.iter().find(|folder| Some(&folder.id) == item.folder_id.as_ref());
        let groups = folder.map(|folder| folder.name.clone()).into_iter().collect();
        let entry = from_link(&login.totp, &item.name, &login.username);
        Some(entry.map(|entry| entry.grouped(groups)))
    }))
}

/// Reads the JSON with a password.
pub(crate) fn read_encrypted(bytes: &[u8], password: Option<&str>, budget: &mut Budget) -> Outcome {
    let file: EncryptedFile = json::parse(ENCRYPTED, bytes)?;
    if !file.password_protected {
        let reason = "it can only be opened inside the Bitwarden account that wrote it; export it again, protected by a password";
        return Err(Refusal::Unsupported { format: ENCRYPTED, reason });
    }
    let password = password.ok_or(Refusal::PasswordNeeded(ENCRYPTED))?;
    let missing = || Refusal::damaged(ENCRYPTED, "its key derivation is incomplete");
    let rounds = file.kdf_iterations.ok_or_else(missing)?;
    // The salt is the text itself, not what it might encode.
    let salt = file.salt.as_bytes();
    let master = match file.kdf_type {
        Some(0) => budget.pbkdf2_sha256(password, salt, rounds)?,
        Some(1) => {
            let memory = file.kdf_memory.ok_or_else(missing)?.saturating_mul(1024);
            let lanes = file.kdf_parallelism.ok_or_else(missing)?;
            let salt = Sha256::digest(salt);
            budget.argon2(Variant::Id, password.as_bytes(), &salt, (memory, rounds, lanes))?
        }
        _ => {
            let reason = "its key derivation is not known here";
            return Err(Refusal::Unsupported { format: ENCRYPTED, reason });
        }
    };
    let keys = Keys::stretch(&master).ok_or_else(missing)?;
    keys.open(&file.validation)?.ok_or(Refusal::WrongPassword(ENCRYPTED))?;
    let plain = keys.open(&file.data)?;
    let plain = plain.ok_or_else(|| Refusal::damaged(ENCRYPTED, "its content was altered"))?;
    items(ENCRYPTED, &plain)
}

/// The two keys of Bitwarden's encrypted texts of type 2.
struct Keys {
    cipher: Key,
    mac: Key,
}

impl Keys {
    fn stretch(master: &Key) -> Option<Self> {
        let derive = Hkdf::<Sha256>::from_prk(master.as_slice()).ok()?;
        let (mut cipher, mut mac) = (Key::default(), Key::default());
        derive.expand(b"enc", cipher.as_mut_slice()).ok()?;
        derive.expand(b"mac", mac.as_mut_slice()).ok()?;
        Some(Self { cipher, mac })
    }

    /// Opens `2.IV|CONTENT|MAC`; `None` when the keys do not fit.
    fn open(&self, text: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Refusal> {
        let malformed = || Refusal::damaged(ENCRYPTED, "an encrypted text is malformed");
        let parts: Vec<&str> = text.strip_prefix("2.").ok_or_else(malformed)?.split('|').collect();
        let [iv, content, tag] = parts.as_slice() else { return Err(malformed()) };
        let decode = |part: &str| json::base64(ENCRYPTED, part);
        let (iv, content, tag) = (decode(iv)?, decode(content)?, decode(tag)?);
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.mac.as_slice()) else {
            return Ok(None);
        };
        mac.update(&iv);
        mac.update(&content);
        if mac.verify_slice(&tag).is_err() {
            return Ok(None);
        }
        cbc(&self.cipher, &iv, &content).map(Some).ok_or_else(malformed)
    }
}

/// Reads the CSV.
pub(crate) fn read_csv(text: &str) -> Outcome {
    let mut rows = csv::rows(text).ok_or_else(|| Refusal::damaged(CSV, "a quote is not closed"))?;
    let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    let column = |name: &str| head.iter().position(|cell| cell.trim() == name);
    let (Some(totp), Some(name)) = (column("login_totp"), column("name")) else {
        return Err(Refusal::damaged(CSV, "a column is missing"));
    };
    let (user, folder) = (column("login_username"), column("folder"));
    let entries = rows.iter().filter_map(|row| {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map_or("", |cell| cell.trim());
        let link = cell(Some(totp));
        if link.is_empty() {
            return None;
        }
        let groups = Some(cell(folder).to_owned()).filter(|name| !name.is_empty());
        let entry = from_link(link, cell(Some(name)), cell(user));
        Some(entry.map(|entry| entry.grouped(groups.into_iter().collect())))
    });
    Ok(entries.collect())
}
