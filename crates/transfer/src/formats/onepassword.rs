//! 1Password's `.1pux`: an archive with `export.data`, JSON of accounts,
//! vaults, items, sections and fields. Only one-time codes are looked at.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Outcome;
use crate::entry::from_link;
use crate::json::{self, Text};
use crate::zipped::Zipped;
use crate::{Format, Limits, Refusal, Skipped};

const FORMAT: Format = Format::OnePassword;

/// The file inside the archive.
pub(crate) const INSIDE: &str = "export.data";

#[derive(Deserialize)]
struct Export<'a> {
    #[serde(borrow)]
    accounts: Vec<Account<'a>>,
}

#[derive(Deserialize)]
struct Account<'a> {
    #[serde(borrow, default)]
    vaults: Vec<Vault<'a>>,
}

#[derive(Deserialize)]
struct Vault<'a> {
    #[serde(default)]
    attrs: Attributes,
    #[serde(borrow, default)]
    items: Vec<&'a RawValue>,
}

#[derive(Default, Deserialize)]
struct Attributes {
    #[serde(default)]
    name: Text,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(default)]
    state: Text,
    #[serde(default)]
    overview: Overview,
    #[serde(borrow, default)]
    details: Details<'a>,
}

#[derive(Default, Deserialize)]
struct Overview {
    #[serde(default)]
    title: Text,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    #[serde(default)]
    login_fields: Vec<LoginField>,
    #[serde(borrow, default)]
    sections: Vec<Section<'a>>,
}

#[derive(Deserialize)]
struct LoginField {
    #[serde(default)]
    designation: Text,
    #[serde(default)]
    value: Text,
}

#[derive(Deserialize)]
struct Section<'a> {
    #[serde(borrow, default)]
    fields: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Field {
    value: Value,
}

#[derive(Deserialize)]
struct Value {
    totp: Text,
}

/// Reads the archive.
pub(crate) fn read_archive(archive: &mut Zipped<'_>, index: usize, limits: Limits) -> Outcome {
    read(&archive.unpack(index, FORMAT, None, limits)?)
}

/// Reads `export.data`.
pub(crate) fn read(bytes: &[u8]) -> Outcome {
    let export: Export<'_> = json::parse(FORMAT, bytes)?;
    let mut entries = Vec::new();
    for vault in export.accounts.iter().flat_map(|account| &account.vaults) {
        for raw in &vault.items {
            let item: Item<'_> = serde_json::from_str(raw.get())
                .map_err(|_| Refusal::damaged(FORMAT, "an item is not what this format has"))?;
            codes(&item, &vault.attrs.name, &mut entries);
        }
    }
    Ok(entries)
}

fn codes(item: &Item<'_>, vault: &str, entries: &mut super::Entries) {
    let user = item.details.login_fields.iter().find(|field| &*field.designation == "username");
    let user = user.map_or("", |field| &field.value);
    let fields = item.details.sections.iter().flat_map(|section| &section.fields);
    // Fields of other kinds have other values.
    for field in fields.filter_map(|raw| serde_json::from_str::<Field>(raw.get()).ok()) {
        if field.value.totp.trim().is_empty() {
            continue;
        }
        if &*item.state == "trashed" {
            let reason = "it lies in the trash of the other application".to_owned();
            entries.push(Err(Skipped { name: item.overview.title.to_string(), reason }));
            continue;
        }
        let groups = Some(vault.to_owned()).filter(|name| !name.is_empty());
        let entry = from_link(&field.value.totp, &item.overview.title, user);
        entries.push(entry.map(|entry| entry.grouped(groups.into_iter().collect())));
    }
}
