//! How entries look in JSON and in one line; shared by the commands. Secrets
//! are in neither.

use otp::{Kind, Otpauth};
use serde::Serialize;
use vault::Entry;

use crate::look::{Style, clean};

/// Is an entry for programs.
#[derive(Serialize)]
pub(crate) struct EntryJson<'a> {
    id: &'a str,
    name: &'a str,
    issuer: Option<&'a str>,
    account: &'a str,
    kind: &'static str,
    root: bool,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    groups: &'a [String],
}

impl<'a> From<&'a Entry> for EntryJson<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            id: entry.id(),
            name: entry.name(),
            issuer: entry.otpauth().issuer.as_deref(),
            account: &entry.otpauth().account,
            kind: kind(entry.otpauth()),
            root: entry.is_root(),
            groups: entry.groups(),
        }
    }
}

/// Names the kind of an entry: `totp`, `hotp` or `steam`.
pub(crate) fn kind(otpauth: &Otpauth) -> &'static str {
    match otpauth.kind {
        Kind::Totp(_) if otpauth.digits.is_steam() => "steam",
        Kind::Totp(_) => "totp",
        Kind::Hotp(_) => "hotp",
    }
}

/// Writes the name, the mark of root, and whose account it is, in one line.
pub(crate) fn headline(style: Style, entry: &Entry) -> String {
    let mut line = style.strong(&clean(entry.name()));
    if entry.is_root() {
        line.push_str("  ");
        line.push_str(&style.root("ROOT"));
    }
    let otpauth = entry.otpauth();
    let whose: Vec<String> = [otpauth.issuer.as_deref().unwrap_or_default(), &otpauth.account]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(clean)
        .collect();
    line.push_str("  ");
    line.push_str(&style.faint(&whose.join(" \u{b7} ")));
    line
}
