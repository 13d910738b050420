//! `secondkey passphrase`: another passphrase, with the present one or, when it
//! is forgotten, with the recovery key.

use std::path::Path;

use serde::Serialize;
use vault::{Key, Vault, WORK_FACTOR};
use zeroize::Zeroizing;

use crate::ask;
use crate::context::Context;
use crate::failure::Failure;

const NEW_FROM_FILE: &str = "give --new-passphrase-file F";

#[derive(Serialize)]
struct Changed {
    changed: bool,
}

pub(crate) fn change(context: &Context, new: Option<&Path>) -> Result<(), Failure> {
    if context.global.recovery_key_file.is_some() {
        return Err(Failure::usage("with the recovery key it is: secondkey passphrase reset"));
    }
    let place = context.existing_place()?;
    let device = context.device_key(&place)?;
    let passphrase = new_passphrase(context, new)?;
    Vault::change_passphrase(&place, &device, &passphrase, WORK_FACTOR)?;
    tell(
        context,
        "The passphrase is changed. Copies of the old key file still open with the old one.\n",
    )
}

pub(crate) fn reset(context: &Context, new: Option<&Path>) -> Result<(), Failure> {
    let place = context.existing_place()?;
    let keys = match context.recovery_keys()? {
        Some(keys) => keys,
        None => {
            Key::read_all(&ask::secret("Recovery key (not shown)", "give --recovery-key-file F")?)?
        }
    };
    let mut vault = Vault::open(&place, keys)?;
    let passphrase = new_passphrase(context, new.or(context.global.passphrase_file.as_deref()))?;
    vault.reset_passphrase(context.env.now(), &passphrase, WORK_FACTOR)?;
    context.mind_backup(&vault);
    tell(
        context,
        "The new passphrase opens the vault from now on; the forgotten one no longer does.\n",
    )
}

fn new_passphrase(context: &Context, file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    let Some(file) = file else { return ask::new_passphrase(&context.output, NEW_FROM_FILE) };
    let passphrase = ask::passphrase_file(file)?;
    ask::warn_if_short(&context.output, &passphrase);
    Ok(passphrase)
}

fn tell(context: &Context, text: &str) -> Result<(), Failure> {
    if context.global.json {
        context.output.json(&Changed { changed: true })
    } else {
        context.output.data(text)
    }
}
