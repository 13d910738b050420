//! How entries look in JSON and in one line; shared by the commands. Secrets
//! are in neither.

use device_wire::agent::ShownEntry;
use otp::{Kind, Otpauth};
use vault::Entry;

use crate::look::{Style, clean};

/// Returns what people and programs see of an entry.
pub(crate) fn shown(entry: &Entry) -> ShownEntry {
    ShownEntry {
        id: entry.id().to_owned(),
        name: entry.name().to_owned(),
        issuer: entry.otpauth().issuer.clone(),
        account: entry.otpauth().account.clone(),
        kind: kind(entry.otpauth()).to_owned(),
        root: entry.is_root(),
        serial: entry.serial().map(str::to_owned),
        groups: entry.groups().to_vec(),
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
pub(crate) fn headline(style: Style, entry: &ShownEntry) -> String {
    let mut line = style.strong(&clean(&entry.name));
    if entry.root {
        line.push_str("  ");
        line.push_str(&style.root("ROOT"));
    }
    let whose: Vec<String> = [entry.issuer.as_deref().unwrap_or_default(), &entry.account]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(clean)
        .collect();
    line.push_str("  ");
    line.push_str(&style.faint(&whose.join(" \u{b7} ")));
    line
}
