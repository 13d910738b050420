//! `secondkey vault keyring`: lets the operating system's keyring open the vault
//! on this device. It holds a key of its own, so that losing it loses nothing.

use serde::Serialize;
use vault::{Key, Recipient, RecipientKind, write_new};

use crate::bus::keyring::{Keyring, KeyringError};
use crate::cli::KeyringCommand;
use crate::context::{Context, keyring_id, one_key};
use crate::failure::Failure;
use crate::look::clean;

#[derive(Serialize)]
struct Done<'a> {
    name: &'a str,
    fingerprint: String,
    opens: bool,
}

pub(crate) fn run(context: &Context, command: &KeyringCommand) -> Result<(), Failure> {
    match command {
        KeyringCommand::Add { name } => add(context, name),
        KeyringCommand::Remove => remove(context),
    }
}

fn add(context: &Context, name: &str) -> Result<(), Failure> {
    let mut vault = context.open()?;
    let mut keyring = Keyring::open(&context.env)?;
    let known = keyring_id(vault.place());
    let id = known.clone().map_or_else(|| context.env.identifier(16), Ok)?;
    if let Ok(there) = keyring.fetch(&id, true)
        && let Some(key) = one_key(&there)
        && vault.contents().recipients().iter().any(|one| one.key == key.public())
    {
        return Err(Failure::new("this device's keyring opens the vault already"));
    }
    let key = Key::generate();
    let line = key.expose();
    let now = context.env.now();
    let recipient = Recipient {
        kind: RecipientKind::Keyring,
        name: name.trim().to_owned(),
        key: key.public(),
        added: now,
    };
    // Refused before the keyring is changed.
    vault.contents().clone().add_recipient(recipient.clone())?;
    let label = format!("Secondkey vault {}", vault.place().whole().vault().display());
    keyring.keep(&id, &label, &line)?;
    if *keyring.fetch(&id, true)? != *line {
        return Err(Failure::new("the keyring gave something else back than it was given"));
    }
    // The vault comes last: until it knows the key, the others mean nothing.
    let marker = vault.place().keyring();
    if known.is_none() {
        write_new(&marker, format!("{id}\n").as_bytes())?;
    }
    vault.update_keys(now, |contents| contents.add_recipient(recipient)).inspect_err(|_| {
        let _ = keyring.remove(&id);
        if known.is_none() {
            let _ = std::fs::remove_file(&marker);
        }
    })?;
    context.mind_backup(&vault);
    let fingerprint = key.public().fingerprint();
    if context.global.json {
        return context.output.json(&Done { name: name.trim(), fingerprint, opens: true });
    }
    context.output.data(&format!(
        "{} (...{fingerprint}) opens the vault from now on: who is signed in here needs no passphrase.\nKeep the passphrase and the printed key all the same. They open it where there is no keyring.\n",
        clean(name.trim())
    ))
}

fn remove(context: &Context) -> Result<(), Failure> {
    let place = context.existing_place()?;
    let id = keyring_id(&place).ok_or_else(|| {
        Failure::new("no keyring opens this vault (secondkey vault keyring add lets this one)")
    })?;
    let mut keyring = Keyring::open(&context.env)?;
    let there = keyring.fetch(&id, true).map_err(|error| match error {
        KeyringError::Missing => Failure::new(
            "this device's keyring does not have the vault's key; what the vault knows of it goes with: secondkey vault remove-key NAME",
        ),
        other => other.into(),
    })?;
    let key = one_key(&there).ok_or_else(|| Failure::new("what the keyring has is no key"))?;
    let mut vault = context.open_by_hand()?;
    let wanted = key.public();
    let known = vault.contents().recipients().iter().find(|one| one.key == wanted).cloned();
    let fingerprint = wanted.fingerprint();
    if known.is_some() {
        vault.update_keys(context.env.now(), |contents| contents.remove_recipient(&fingerprint))?;
        context.mind_backup(&vault);
    }
    keyring.remove(&id)?;
    let kind = RecipientKind::Keyring;
    if !vault.contents().recipients().iter().any(|one| one.kind == kind) {
        let _ = std::fs::remove_file(place.keyring());
    }
    let name = known.map_or_else(|| "the keyring".to_owned(), |one| one.name);
    if context.global.json {
        return context.output.json(&Done { name: &name, fingerprint, opens: false });
    }
    context.output.data(&format!(
        "Removed {} (...{fingerprint}). Copies of the vault made until now stay open to it.\n",
        clean(&name)
    ))
}
