//! Aegis files, plain and encrypted, in the form of its document `vault.md`.

use data_encoding::{BASE64, HEXLOWER};
use otp::Kind;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Outgoing;
use crate::cipher::gcm_seal;
use crate::kdf::{Budget, Key};
use crate::{Format, Limits, Refusal};

/// The parameters of scrypt that Aegis itself writes: 32 MiB.
const SCRYPT: (u64, u32, u32) = (32_768, 8, 1);

/// Is the randomness of one file; never used for a second one.
#[derive(Clone)]
pub struct Randomness {
    /// The master key of an encrypted file.
    pub master_key: [u8; 32],
    /// The salt of the password.
    pub salt: [u8; 32],
    /// The nonces of the wrapped master key and of the content.
    pub nonces: [[u8; 12]; 2],
    /// What identifiers are derived from.
    pub ids: [u8; 16],
}

/// Writes a plain file.
pub fn aegis(entries: &[Outgoing<'_>], randomness: &Randomness) -> Zeroizing<Vec<u8>> {
    let file = json!({
        "version": 1,
        "header": { "slots": null, "params": null },
        "db": content(entries, randomness),
    });
    bytes(&file)
}

/// Writes a file that a password opens.
pub fn aegis_encrypted(
    entries: &[Outgoing<'_>],
    password: &str,
    randomness: &Randomness,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let format = Format::AegisEncrypted;
    let unsealed = || Refusal::damaged(format, "it could not be encrypted");
    let content = bytes(&content(entries, randomness));
    let master: Key = Zeroizing::new(randomness.master_key);
    let mut budget = Budget::new(format, Limits::default());
    let wrapping = budget.scrypt(password.as_bytes(), &randomness.salt, SCRYPT)?;
    let [wrap_nonce, content_nonce] = &randomness.nonces;
    let wrapped = gcm_seal(&wrapping, wrap_nonce, master.as_slice()).ok_or_else(unsealed)?;
    let sealed = gcm_seal(&master, content_nonce, &content).ok_or_else(unsealed)?;
    let (key, key_tag) = wrapped.split_last_chunk::<16>().ok_or_else(unsealed)?;
    let (sealed, tag) = sealed.split_last_chunk::<16>().ok_or_else(unsealed)?;
    let (n, r, p) = SCRYPT;
    Ok(bytes(&json!({
        "version": 1,
        "header": {
            "slots": [{
                "type": 1,
                "uuid": uuid(randomness, "slot", 0),
                "key": HEXLOWER.encode(key),
                "key_params": {
                    "nonce": HEXLOWER.encode(wrap_nonce),
                    "tag": HEXLOWER.encode(key_tag),
                },
                "n": n,
                "r": r,
                "p": p,
                "salt": HEXLOWER.encode(&randomness.salt),
                "repaired": true,
                "is_backup": false,
            }],
            "params": {
                "nonce": HEXLOWER.encode(content_nonce),
                "tag": HEXLOWER.encode(tag),
            },
        },
        "db": BASE64.encode(sealed),
    })))
}

fn content(entries: &[Outgoing<'_>], randomness: &Randomness) -> Value {
    let mut names: Vec<&String> = entries.iter().flat_map(|entry| entry.groups).collect();
    names.sort();
    names.dedup();
    let id_of = |name: &String| {
        let at = names.binary_search(&name).unwrap_or_default();
        uuid(randomness, "group", at)
    };
    let entries: Vec<Value> = (0..)
        .zip(entries)
        .map(|(index, entry)| {
            let otpauth = entry.otpauth;
            let secret = otpauth.seed.to_base32();
            let (kind, factor, value) = match otpauth.kind {
                Kind::Totp(period) if otpauth.digits.is_steam() => {
                    ("steam", "period", u64::from(period.seconds()))
                }
                Kind::Totp(period) => ("totp", "period", u64::from(period.seconds())),
                Kind::Hotp(counter) => ("hotp", "counter", counter),
            };
            let info = json!({
                "secret": *secret,
                "algo": otpauth.algorithm.name(),
                "digits": otpauth.digits.count(),
                factor: value,
            });
            json!({
                "type": kind,
                "uuid": uuid(randomness, "entry", index),
                "name": otpauth.account,
                "issuer": otpauth.issuer.as_deref().unwrap_or_default(),
                "note": entry.note.unwrap_or_default(),
                "favorite": false,
                "icon": null,
                "info": info,
                "groups": entry.groups.iter().map(id_of).collect::<Vec<_>>(),
            })
        })
        .collect();
    let groups: Vec<Value> =
        names.iter().map(|name| json!({ "uuid": id_of(name), "name": name })).collect();
    json!({ "version": 3, "entries": entries, "groups": groups })
}

/// Makes an identifier in the form of a random UUID (RFC 9562, section 5.4).
fn uuid(randomness: &Randomness, what: &str, index: usize) -> String {
    let mut hash = Sha256::new();
    hash.update(randomness.ids);
    hash.update(what.as_bytes());
    hash.update(index.to_le_bytes());
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    let number = u128::from_be_bytes(bytes) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{number:032x}");
    let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default().to_owned();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

fn bytes(value: &Value) -> Zeroizing<Vec<u8>> {
    // Compact: indenting a list of thousands only makes it longer.
    let mut text = Zeroizing::new(value.to_string().into_bytes());
    text.push(b'\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_random_uuids_and_differ() {
        let randomness =
            Randomness { master_key: [0; 32], salt: [0; 32], nonces: [[0; 12]; 2], ids: [7; 16] };
        let ids: Vec<String> = (0..50).map(|index| uuid(&randomness, "entry", index)).collect();
        for (index, id) in ids.iter().enumerate() {
            assert_eq!(id.len(), 36);
            assert_eq!(&id[14..15], "4");
            assert!("89ab".contains(&id[19..20]), "{id}");
            assert!(!ids[..index].contains(id));
        }
    }
}
