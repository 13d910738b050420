//! LastPass Authenticator: JSON with accounts, some of whose names may be
//! empty.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Outcome;
use crate::entry::{Draft, Secret};
use crate::json::{self, Number, Text};
use crate::{Format, Refusal};

const FORMAT: Format = Format::LastPass;

/// The newest version that is known.
const VERSION: i64 = 3;

#[derive(Deserialize)]
struct File<'a> {
    #[serde(default)]
    version: Number,
    #[serde(borrow)]
    accounts: Vec<&'a RawValue>,
    #[serde(default)]
    folders: Vec<Folder>,
}

#[derive(Deserialize)]
struct Folder {
    id: i64,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    #[serde(default)]
    issuer_name: Text,
    #[serde(default)]
    original_issuer_name: Text,
    #[serde(default)]
    user_name: Text,
    #[serde(default)]
    original_user_name: Text,
    secret: Text,
    #[serde(default)]
    time_step: Number,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    algorithm: Text,
    #[serde(default)]
    folder_data: Option<FolderData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FolderData {
    folder_id: i64,
}

/// Reads an export.
pub(crate) fn read(bytes: &[u8]) -> Outcome {
    let file: File<'_> = json::parse(FORMAT, bytes)?;
    let version = file.version.0.unwrap_or(1);
    if !(1..=VERSION).contains(&version) {
        return Err(Refusal::Future { format: FORMAT, found: version, known: VERSION });
    }
    Ok(json::each(&file.accounts, |account: Account| {
        let folder = account.folder_data.as_ref().map(|data| data.folder_id);
        let folder = file.folders.iter().find(|one| Some(one.id) == folder);
        let shown = |name: &'_ Text| !name.trim().is_empty();
        let issuer = &account.issuer_name;
        let user = &account.user_name;
        let draft = Draft {
            issuer: if shown(issuer) { issuer } else { &account.original_issuer_name },
            account: if shown(user) { user } else { &account.original_user_name },
            secret: Secret::Base32(&account.secret),
            algorithm: Some(&account.algorithm),
            digits: account.digits.0,
            period: account.time_step.0,
            groups: folder.map(|folder| folder.name.clone()).into_iter().collect(),
            ..Draft::default()
        };
        Some(draft.finish())
    }))
}
