//! The vault's payload as JSON: the published format, described for people in
//! `docs/authenticator.md`. Encryption is `seal`'s affair.
//!
//! Every entry's URI stands in one line as `"uri": "otpauth://..."` without any
//! JSON escape, so that `grep` finds it in an emergency. Fields that are not
//! known are given back when the vault is written; another `version` is refused.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::{Contents, Entry, Name, PublicKey, Recipient, RecipientKind};

/// The format version that is written, and the newest that is read.
pub const VERSION: u64 = 1;

const FORMAT: &str = "secondkey-vault";

/// Says why decrypted bytes are no payload of this version.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PayloadError {
    /// Not the JSON that is expected; the reason repeats no content.
    Malformed(String),
    /// A later format version.
    Future(u64),
}

#[derive(Deserialize)]
struct Head {
    format: String,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    format: String,
    version: u64,
    vault: String,
    generation: u64,
    written: u64,
    recipients: Vec<PayloadRecipient>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    proved: BTreeMap<String, u64>,
    entries: Vec<PayloadEntry>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PayloadRecipient {
    kind: PayloadKind,
    name: String,
    key: String,
    added: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PayloadKind {
    Device,
    Recovery,
    Keyring,
}

#[derive(Serialize, Deserialize)]
struct PayloadEntry {
    id: String,
    name: String,
    root: bool,
    added: u64,
    uri: Zeroizing<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Zeroizing<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

/// Reads a payload. Errors never repeat what was read.
pub(crate) fn read(bytes: &[u8]) -> Result<Contents, PayloadError> {
    let malformed = |reason: &str| PayloadError::Malformed(reason.to_owned());
    let head: Head = serde_json::from_slice(bytes).map_err(|error| describe(&error))?;
    if head.format != FORMAT {
        return Err(malformed("its format is not \"secondkey-vault\""));
    }
    if head.version != VERSION {
        return Err(PayloadError::Future(head.version));
    }
    let payload: Payload = serde_json::from_slice(bytes).map_err(|error| describe(&error))?;
    let mut contents =
        Contents::empty(payload.vault, payload.generation, payload.written, Vec::new());
    contents.extra = payload.extra;
    contents.proved = payload.proved;
    for recipient in payload.recipients {
        contents.recipients.push(Recipient {
            kind: match recipient.kind {
                PayloadKind::Device => RecipientKind::Device,
                PayloadKind::Recovery => RecipientKind::Recovery,
                PayloadKind::Keyring => RecipientKind::Keyring,
            },
            name: recipient.name,
            key: PublicKey::parse(&recipient.key)
                .ok_or_else(|| malformed("it lists a recipient that is no age key"))?,
            added: recipient.added,
        });
    }
    for (index, entry) in payload.entries.into_iter().enumerate() {
        let number = index + 1;
        let name = Name::new(&entry.name)
            .map_err(|reason| PayloadError::Malformed(format!("entry {number}: {reason}")))?;
        let mut read = Entry::new(entry.id, name, &entry.uri, entry.added)
            .map_err(|reason| PayloadError::Malformed(format!("entry {number}: {reason}")))?
            .marked_root(entry.root)
            .noted(entry.note.as_ref().map_or("", |note| note.as_str()))
            .grouped(&entry.groups)
            .known_as(entry.serial.as_deref().unwrap_or_default());
        read.extra = entry.extra;
        contents.add(read).map_err(|_| malformed("two entries have the same name"))?;
    }
    Ok(contents)
}

/// Writes a payload, indented, one field a line.
pub(crate) fn write(contents: &Contents) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
    let payload = Payload {
        format: FORMAT.to_owned(),
        version: VERSION,
        vault: contents.vault_id.clone(),
        generation: contents.generation,
        written: contents.written,
        recipients: contents.recipients.iter().map(recipient).collect(),
        proved: contents.proved.clone(),
        entries: contents.entries().iter().map(entry).collect(),
        extra: contents.extra.clone(),
    };
    // Counted first, then written into a buffer that never grows: growing would
    // leave copies of the secrets behind in freed memory.
    let mut count = Counter(0);
    serde_json::to_writer_pretty(&mut count, &payload)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(count.0 + 1));
    serde_json::to_writer_pretty(&mut *bytes, &payload)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn recipient(recipient: &Recipient) -> PayloadRecipient {
    PayloadRecipient {
        kind: match recipient.kind {
            RecipientKind::Device => PayloadKind::Device,
            RecipientKind::Recovery => PayloadKind::Recovery,
            RecipientKind::Keyring => PayloadKind::Keyring,
        },
        name: recipient.name.clone(),
        key: recipient.key.to_string(),
        added: recipient.added,
    }
}

fn entry(entry: &Entry) -> PayloadEntry {
    PayloadEntry {
        id: entry.id().to_owned(),
        name: entry.name().to_owned(),
        root: entry.is_root(),
        added: entry.added(),
        uri: Zeroizing::new(entry.expose_uri().to_owned()),
        note: entry.expose_note().map(|note| Zeroizing::new(note.to_owned())),
        groups: entry.groups().to_vec(),
        serial: entry.serial().map(str::to_owned),
        extra: entry.extra.clone(),
    }
}

/// Says where JSON is wrong without what stands there.
fn describe(error: &serde_json::Error) -> PayloadError {
    PayloadError::Malformed(format!(
        "unexpected JSON in line {}, column {}",
        error.line(),
        error.column()
    ))
}

struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SAMPLE: &str = r#"{
  "format": "secondkey-vault",
  "version": 1,
  "vault": "00112233445566778899aabbccddeeff",
  "generation": 3,
  "written": 1700000000,
  "recipients": [
    {
      "kind": "recovery",
      "name": "recovery key",
      "key": "age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z",
      "added": 1700000000
    }
  ],
  "proved": {
    "age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z": 1700000001
  },
  "entries": [
    {
      "id": "a1",
      "name": "Bank",
      "root": false,
      "added": 1700000000,
      "uri": "otpauth://totp/Bank:me?secret=MZXW6YTB&issuer=Bank",
      "note": "recovery codes: 1234 5678",
      "groups": [
        "money"
      ],
      "serial": "arn:aws:iam::123456789012:mfa/me",
      "mood": "a field of tomorrow"
    }
  ],
  "theme": [
    1
  ]
}
"#;

    #[test]
    fn reading_and_writing_gives_the_same_bytes_unknown_fields_included() {
        let contents = read(SAMPLE.as_bytes()).unwrap();
        assert_eq!(std::str::from_utf8(&write(&contents).unwrap()).unwrap(), SAMPLE);
    }

    #[test]
    fn a_later_version_is_told_apart_from_damage() {
        let later = SAMPLE.replace("\"version\": 1", "\"version\": 2, \"entries\": {}");
        assert_eq!(read(later.as_bytes()).err(), Some(PayloadError::Future(2)));
        let other = SAMPLE.replace("secondkey-vault", "another");
        assert!(matches!(read(other.as_bytes()), Err(PayloadError::Malformed(_))));
    }

    #[test]
    fn errors_do_not_repeat_the_content() {
        for broken in [
            SAMPLE.replace("\"root\": false", "\"root\": \"MZXW6YTB\""),
            SAMPLE.replace("&issuer", "&digits=MZXW6YTB&issuer"),
            SAMPLE.replace("\"added\"", "\"MZXW6YTB\""),
        ] {
            let Err(PayloadError::Malformed(reason)) = read(broken.as_bytes()) else {
                panic!("this payload is broken: {broken}");
            };
            assert!(!reason.contains("MZXW6YTB"), "{reason}");
        }
    }

    #[test]
    fn two_entries_of_one_name_are_refused() {
        let entry = SAMPLE.split("\"entries\": [").nth(1).unwrap().split(']').next().unwrap();
        let twice = SAMPLE.replace(entry, &format!("{entry},{entry}"));
        assert!(matches!(read(twice.as_bytes()), Err(PayloadError::Malformed(_))));
    }

    proptest! {
        #[test]
        fn hostile_payloads_never_panic(at in 0..SAMPLE.len(), byte in any::<u8>(), cut in 0..SAMPLE.len()) {
            let mut bytes = SAMPLE.as_bytes().to_vec();
            bytes[at] = byte;
            let _ = read(&bytes);
            bytes.truncate(cut);
            let _ = read(&bytes);
        }
    }
}
