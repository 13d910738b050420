//! `secondkey vault share` and `combine`: a recovery key in parts, for people or
//! places of which no single one can open the vault.

use serde::Serialize;
use vault::{Key, Recipient, RecipientKind, Share as Part, ShareError, write_new};
use zeroize::Zeroizing;

use super::share_sheets;
use crate::ask;
use crate::cli::{Combine, Share};
use crate::context::Context;
use crate::failure::Failure;
use crate::look::clean;

#[derive(Serialize)]
struct Shared<'a> {
    name: &'a str,
    fingerprint: String,
    needed: u8,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shares: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
}

#[derive(Serialize)]
struct Combined<'a> {
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_key_file: Option<String>,
}

pub(crate) fn share(context: &Context, options: &Share) -> Result<(), Failure> {
    // The key is made for its shares and stands nowhere as a whole.
    let key = Key::generate();
    let parts = Part::divide(&key, options.needed, options.shares)
        .map_err(|error| Failure::usage(error.to_string()))?;
    let default = format!("{} of {} shares", options.needed, options.shares);
    let name = options.name.as_deref().unwrap_or(&default).trim().to_owned();
    let mut vault = context.open()?;
    let now = context.env.now();
    let recipient = Recipient {
        kind: RecipientKind::Recovery,
        name: name.clone(),
        key: key.public(),
        added: now,
    };
    // The shares are on disk before the vault depends on them.
    if let Some(path) = &options.output {
        let names = &vault.place().file_name();
        write_new(path, share_sheets::pages(&parts, &name, names, now)?.as_bytes())?;
    }
    vault.update_keys(now, |contents| contents.add_recipient(recipient)).inspect_err(|_| {
        if let Some(path) = &options.output {
            let _ = std::fs::remove_file(path);
        }
    })?;
    context.mind_backup(&vault);
    let lines: Vec<Zeroizing<String>> = parts.iter().map(Part::expose).collect();
    let output = options.output.as_ref().map(|path| path.display().to_string());
    if context.global.json {
        let shown = lines.iter().map(|line| line.as_str()).filter(|_| output.is_none());
        return context.output.json(&Shared {
            name: &name,
            fingerprint: key.public().fingerprint(),
            needed: options.needed,
            shares: shown.collect(),
            output,
        });
    }
    let mut text = Zeroizing::new(format!(
        "{} (...{}): any {} of {} shares open the vault from now on, together; fewer say nothing.\n",
        clean(&name),
        key.public().fingerprint(),
        options.needed,
        options.shares
    ));
    if let Some(file) = output {
        text.push_str(&format!(
            "The sheets are in {file}, a page for each: print it, hand the pages out, remove the file.\n"
        ));
    } else {
        text.push_str("\nThese are the shares. They are shown once, now, and never again:\n\n");
        for (number, line) in (1..).zip(&lines) {
            text.push_str(&format!("  {number}  {}\n", **line));
        }
        text.push_str("\nGive each to another person, or keep each in another place.\n");
    }
    text.push_str("Try them out: secondkey vault combine --output F, then\n  secondkey vault check --recovery-key-file F\n");
    context.output.data(&text)
}

pub(crate) fn combine(context: &Context, options: &Combine) -> Result<(), Failure> {
    let mut parts = Vec::new();
    for path in &options.files {
        let found = Part::read_all(&ask::written_or_pictured(path)?);
        parts.extend(found.map_err(|error| Failure::new(format!("{}: {error}", path.display())))?);
    }
    if options.files.is_empty() {
        parts = asked(context)?;
    }
    let key = Part::combine(&parts)?;
    let line = key.expose();
    let fingerprint = key.public().fingerprint();
    if let Some(path) = &options.output {
        let text = Zeroizing::new(format!(
            "# recovery key of a Secondkey vault; it opens the vault without the passphrase\n{}\n",
            *line
        ));
        write_new(path, text.as_bytes())?;
    }
    let file = options.output.as_ref().map(|path| path.display().to_string());
    if context.global.json {
        let recovery_key = file.is_none().then_some(line.as_str());
        return context.output.json(&Combined {
            fingerprint,
            recovery_key,
            recovery_key_file: file,
        });
    }
    match file {
        Some(file) => context.output.data(&format!(
            "The recovery key ...{fingerprint} is in {file}. Wipe the file when the vault is open again.\n"
        )),
        None => context.output.data(&Zeroizing::new(format!("{}\n", *line))),
    }
}

/// Asks for shares until there are enough; from a pipe, reads them all.
fn asked(context: &Context) -> Result<Vec<Part>, Failure> {
    if !ask::someone_is_there() {
        return Ok(Part::read_all(&ask::standard_input()?)?);
    }
    let mut parts: Vec<Part> = Vec::new();
    loop {
        let typed = ask::secret("A share (not shown)", "give files with shares")?;
        match Part::read_all(&typed) {
            Ok(more) => parts.extend(more),
            Err(ShareError::Missing) if typed.trim().is_empty() => return Ok(parts),
            Err(error) => context.output.say(&error.to_string()),
        }
        match Part::combine(&parts) {
            Err(error @ ShareError::TooFew { .. }) => context.output.say(&error.to_string()),
            Err(ShareError::Missing) => {}
            _ => return Ok(parts),
        }
    }
}
