//! Raivo: an archive encrypted with the master password, whose JSON has every
//! value as text.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Outcome;
use crate::entry::{Draft, Secret};
use crate::json::{self, Number, Text};
use crate::zipped::Zipped;
use crate::{Format, Limits};

const FORMAT: Format = Format::Raivo;

#[derive(Deserialize)]
struct RaivoEntry {
    #[serde(default)]
    issuer: Text,
    #[serde(default)]
    account: Text,
    secret: Text,
    #[serde(default)]
    algorithm: Text,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    kind: Text,
    #[serde(default)]
    timer: Number,
    #[serde(default)]
    counter: Number,
}

/// Tells whether a file of an archive may be Raivo's.
pub(crate) fn is_inside(name: &str) -> bool {
    name.strip_suffix(".json").is_some_and(|stem| stem.starts_with("raivo"))
}

/// Reads the archive.
pub(crate) fn read_archive(
    archive: &mut Zipped<'_>,
    index: usize,
    password: Option<&str>,
    limits: Limits,
) -> Outcome {
    read(&archive.unpack(index, FORMAT, password, limits)?)
}

/// Reads the JSON.
pub(crate) fn read(bytes: &[u8]) -> Outcome {
    let raw: Vec<&RawValue> = json::parse(FORMAT, bytes)?;
    Ok(json::each(&raw, |entry: RaivoEntry| {
        let draft = Draft {
            issuer: &entry.issuer,
            account: &entry.account,
            secret: Secret::Base32(&entry.secret),
            kind: &entry.kind,
            algorithm: Some(&entry.algorithm),
            digits: entry.digits.0,
            period: entry.timer.0.filter(|_| !entry.kind.eq_ignore_ascii_case("hotp")),
            counter: entry.counter.0,
            ..Draft::default()
        };
        Some(draft.finish())
    }))
}
