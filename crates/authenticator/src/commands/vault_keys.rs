//! `secondkey vault add-key` and `remove-key`: which keys open the vault besides
//! this device's. Old copies stay open to the keys that they were made for.

use std::path::Path;

use serde::Serialize;
use vault::{Key, PublicKey, Recipient, RecipientKind};
use zeroize::Zeroizing;

use super::recovery_sheet::{self, About};
use crate::ask;
use crate::context::{Context, TYPE_BACK};
use crate::failure::Failure;
use crate::look::clean;

#[derive(Serialize)]
struct Added<'a> {
    name: &'a str,
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_key_file: Option<String>,
}

#[derive(Serialize)]
struct Removed {
    removed: String,
    fingerprint: String,
}

pub(crate) fn add(
    context: &Context,
    name: &str,
    public: Option<&str>,
    out: Option<&Path>,
) -> Result<(), Failure> {
    let (public_key, made) = if let Some(text) = public {
        let key = PublicKey::parse(text.trim()).ok_or_else(|| {
            Failure::usage("--public-key is an age public key, which begins with age1")
        })?;
        (key, None)
    } else {
        let key = Key::generate();
        (key.public(), Some(key))
    };
    let mut vault = context.open()?;
    let now = context.env.now();
    let recipient = Recipient {
        kind: RecipientKind::Recovery,
        name: name.trim().to_owned(),
        key: public_key.clone(),
        added: now,
    };
    // The key is on disk before the vault depends on it.
    if let (Some(path), Some(key)) = (out, &made) {
        let vault = &vault.place().file_name();
        recovery_sheet::write(path, key, &About { name: name.trim(), vault, now })?;
    }
    vault.update_keys(now, |contents| contents.add_recipient(recipient)).inspect_err(|_| {
        if let (Some(path), true) = (out, made.is_some()) {
            let _ = std::fs::remove_file(path);
        }
    })?;
    context.mind_backup(&vault);
    let line = made.as_ref().filter(|_| out.is_none()).map(Key::expose);
    let shown = line.as_ref().map(|line| line.as_str());
    let file = out.map(|path| path.display().to_string());
    if context.global.json {
        return context.output.json(&Added {
            name,
            fingerprint: public_key.fingerprint(),
            recovery_key: shown,
            recovery_key_file: file,
        });
    }
    let mut text = Zeroizing::new(format!(
        "{} (...{}) opens the vault from now on.\n",
        clean(name.trim()),
        public_key.fingerprint()
    ));
    if let Some(line) = shown {
        text.push_str("\nThis is the key. It is shown once, now, and never again:\n\n  ");
        text.push_str(line);
        text.push_str("\n\nWrite it down or print it, and keep it away from this computer.\n");
    }
    if let Some(file) = file {
        text.push_str(&format!("The key is in {file}: print it, then remove the file.\n"));
    }
    if made.is_some() {
        text.push_str(&format!("Then type it back:  {TYPE_BACK}\n"));
    } else {
        text.push_str("Have them try it: secondkey vault check --recovery-key-file F\n");
    }
    context.output.data(&text)
}

pub(crate) fn remove(context: &Context, query: &str, yes: bool) -> Result<(), Failure> {
    let mut vault = context.open()?;
    let mut trial = vault.contents().clone();
    let key = trial.remove_recipient(query)?;
    if vault.opened_with(&key.key) {
        return Err(Failure::new(format!(
            "{} opens the vault just now; open it with another key to remove this one",
            key.name
        )));
    }
    let copies = "Copies of the vault made until now, backups included, stay open to it. If it was stolen, enrol the devices of all entries anew at their services.";
    if !yes {
        context.output.say(&format!("{} (...{})", key.name, key.key.fingerprint()));
        context.output.say(copies);
        if !ask::agrees(&context.output, "Remove this key?")? {
            return Err(Failure::new("nothing was removed (--yes removes without asking)"));
        }
    }
    let fingerprint = key.key.fingerprint();
    let removed =
        vault.update_keys(context.env.now(), |contents| contents.remove_recipient(&fingerprint))?;
    context.mind_backup(&vault);
    if context.global.json {
        return context.output.json(&Removed { removed: removed.name, fingerprint });
    }
    context.output.data(&format!("Removed {}. {copies}\n", clean(&removed.name)))
}
