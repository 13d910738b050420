//! `secondkey init`: a new vault and its recovery key. Nothing that exists is
//! ever written over.

use serde::Serialize;
use vault::{Key, NewVault, Vault, WORK_FACTOR};
use zeroize::Zeroizing;

use super::recovery_sheet::{self, About};
use crate::ask;
use crate::cli::Init;
use crate::context::{Context, TYPE_BACK};
use crate::failure::Failure;

#[derive(Serialize)]
struct Made<'a> {
    vault: String,
    key_file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_key_file: Option<String>,
}

pub(crate) fn run(context: &Context, options: &Init) -> Result<(), Failure> {
    let place = context.place()?;
    Vault::check_free(&place)?;
    let passphrase = match &context.global.passphrase_file {
        Some(path) => {
            let passphrase = ask::passphrase_file(path)?;
            ask::warn_if_short(&context.output, &passphrase);
            passphrase
        }
        None => ask::new_passphrase(&context.output, "give --passphrase-file F")?,
    };
    make_folder(&place.folder())?;

    // The recovery key is on paper or on disk before anything depends on it.
    let (recovery, now) = (Key::generate(), context.env.now());
    if let Some(path) = &options.recovery_key_out {
        let about = About { name: "recovery key", vault: &place.file_name(), now };
        recovery_sheet::write(path, &recovery, &about)?;
    }
    let new = NewVault {
        id: context.env.identifier(16)?,
        now,
        passphrase: &passphrase,
        work_factor: WORK_FACTOR,
        recovery: &recovery,
    };
    let vault = Vault::create(place, &new).inspect_err(|_| {
        if let Some(path) = &options.recovery_key_out {
            let _ = std::fs::remove_file(path);
        }
    })?;
    tell(context, options, &vault, &recovery.expose())?;
    if options.recovery_key_out.is_some() || context.global.json {
        return Ok(());
    }
    if ask::someone_is_there() && context.output.terminal {
        return typed_back(context, &vault, &recovery);
    }
    context.output.data(&format!("Type it back once you have written it down:\n  {TYPE_BACK}\n"))
}

/// Asks for the key until it is right, or is to be asked for later.
fn typed_back(context: &Context, vault: &Vault, recovery: &Key) -> Result<(), Failure> {
    let output = &context.output;
    output.say("Now type it back from the paper: only then do you know that it is right.");
    loop {
        let typed = ask::secret("Recovery key (not shown; Enter: later)", "type it back later")?;
        if typed.trim().is_empty() {
            output.alarm(&format!(
                "The vault is not safe yet. Type the key back when it is on paper:\n  {TYPE_BACK}"
            ));
            return Ok(());
        }
        match Key::read_all(&typed).as_deref() {
            Ok([key]) if key.public() == recovery.public() => {
                // It really opens the vault, which notes that it did.
                let mut opened = Vault::open(vault.place(), vec![key.clone()])?;
                opened.update(context.env.now(), |_| Ok(()))?;
                context.mind_backup(&opened);
                return output.data("It opens the vault: a forgotten passphrase is no loss.\n");
            }
            Ok(_) => output.say("This is another key; compare it with what stands above."),
            Err(error) => output.say(&format!("{error}. Try again.")),
        }
    }
}

fn tell(context: &Context, options: &Init, vault: &Vault, line: &str) -> Result<(), Failure> {
    let shown = options.recovery_key_out.is_none();
    let path = vault.place().vault().display().to_string();
    let key_file = vault.place().key_file().display().to_string();
    let recovery_key_file = options.recovery_key_out.as_ref().map(|out| out.display().to_string());
    if context.global.json {
        let recovery_key = shown.then_some(line);
        return context.output.json(&Made {
            vault: path,
            key_file,
            recovery_key,
            recovery_key_file,
        });
    }
    let style = context.output.style();
    let mut text = Zeroizing::new(format!(
        "Vault    {path}\nRecipe   {}\n",
        vault.place().open_me().display()
    ));
    match recovery_key_file {
        Some(file) => text.push_str(&format!(
            "Recovery key written to {file}\n\nPrint it, keep it away from this computer, and remove the file. It opens the\nvault when the passphrase is forgotten, and it opens it for whoever finds it.\nThen type it back from the paper:  {TYPE_BACK}\n"
        )),
        None => text.push_str(&format!(
            "\nThis is the recovery key. It is shown once, now, and never again:\n\n  {}\n\nWrite it down or print it, and keep it away from this computer. It opens the\nvault when the passphrase is forgotten, and it opens it for whoever finds it.\n",
            style.strong(line)
        )),
    }
    context.output.data(&text)
}

/// Makes the folder of the vault for its owner only; one that exists stays as
/// it is.
fn make_folder(folder: &std::path::Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| {
        Failure::new(format!("cannot make the folder {}: {error}", folder.display()))
    })
}
