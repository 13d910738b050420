//! `secondkey import`: the entries of another authenticator, shown before
//! anything happens, then added in one step. Nothing that is there is replaced.

use std::path::Path;

use serde::Serialize;
use transfer::{Entry as Found, Known, Limits, Refusal, Transfer, Verdict};
use vault::qr::{self, Picture, PictureError};
use vault::{Contents, Entry, Name, Vault, names_root, read_foreign};
use zeroize::Zeroizing;

use crate::ask;
use crate::cli::Import;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{clean, fitted};

/// What stands before the entries of a file.
#[derive(Serialize)]
struct Outcome {
    format: &'static str,
    /// Whether anything was written; false is a mere preview.
    imported: bool,
    added: Vec<Fate>,
    equal: Vec<Fate>,
    conflicts: Vec<Fate>,
    skipped: Vec<Fate>,
}

#[derive(Serialize)]
struct Fate {
    name: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    root: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub(crate) fn run(context: &Context, options: &Import) -> Result<(), Failure> {
    let bytes = bytes(&options.files)?;
    let transfer = open(context, options, &bytes)?;
    drop(bytes);
    let mut vault = context.open()?;
    let mut outcome = judge(vault.contents(), &transfer, options.keep_both);
    if options.yes {
        add(context, &mut vault, &transfer, options.keep_both, &mut outcome)?;
        return show(context, &outcome);
    }
    if context.global.json {
        context.output.json(&outcome)?;
        context.output.say("Nothing was imported: this was the preview (--yes imports).");
        return Ok(());
    }
    show(context, &outcome)?;
    if outcome.added.is_empty() {
        context.output.say("There is nothing to import.");
        return Ok(());
    }
    let question = format!("Import {}?", entries(outcome.added.len()));
    if !ask::agrees(&context.output, &question)? {
        return Err(Failure::new("nothing was imported (--yes imports without asking)"));
    }
    add(context, &mut vault, &transfer, options.keep_both, &mut outcome)?;
    context.output.data(&format!("Imported {}.\n", entries(outcome.added.len())))
}

/// Reads the files: pictures into the texts of their QR codes, anything else as
/// it is. Several files are the parts of one transfer, hence texts.
fn bytes(files: &[std::path::PathBuf]) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut all = Zeroizing::new(Vec::new());
    for file in files {
        let bytes = read_foreign(file)?;
        let texts = picture(file, &bytes)?;
        if files.len() == 1 && texts.is_none() {
            return Ok(bytes);
        }
        match texts {
            Some(texts) => texts.iter().for_each(|text| {
                all.extend_from_slice(text.as_bytes());
                all.push(b'\n');
            }),
            None if std::str::from_utf8(&bytes).is_ok() => {
                all.extend_from_slice(&bytes);
                all.push(b'\n');
            }
            None => {
                return Err(Failure::usage(format!(
                    "{} is neither a picture nor text; import it by itself",
                    file.display()
                )));
            }
        }
    }
    Ok(all)
}

/// Returns the texts of a picture's QR codes; `None` for what is no picture.
fn picture(file: &Path, bytes: &[u8]) -> Result<Option<Vec<Zeroizing<String>>>, Failure> {
    let pictures: [&[u8]; 4] = [b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"BM"];
    if !pictures.iter().any(|begin| bytes.starts_with(begin)) {
        return Ok(None);
    }
    let picture = match Picture::decode(bytes) {
        Err(PictureError::Format) => return Ok(None),
        picture => picture?,
    };
    let texts = qr::read(&picture);
    if texts.is_empty() {
        return Err(Failure::new(format!(
            "no QR code was found in {}; crop it to the code, or take it larger and sharper",
            file.display()
        )));
    }
    Ok(Some(texts))
}

fn open(context: &Context, options: &Import, bytes: &[u8]) -> Result<Transfer, Failure> {
    let limits = Limits::default();
    if let Some(path) = &options.password_file {
        let password = ask::passphrase_file(path)?;
        return Ok(transfer::read(bytes, Some(&password), &limits)?);
    }
    match transfer::read(bytes, None, &limits) {
        Err(needed @ Refusal::PasswordNeeded(_)) if ask::someone_is_there() => {
            context.output.say(&format!("{needed}."));
            let password = ask::secret("Password of the file", "give --password-file P")?;
            Ok(transfer::read(bytes, Some(&password), &limits)?)
        }
        Err(needed @ Refusal::PasswordNeeded(_)) => {
            Err(Failure::new(format!("{needed}: give --password-file P")))
        }
        read => Ok(read?),
    }
}

fn verdicts(contents: &Contents, transfer: &Transfer) -> Vec<Verdict> {
    let known: Vec<Known<'_>> = contents
        .entries()
        .iter()
        .map(|entry| Known { name: entry.name(), otpauth: entry.otpauth() })
        .collect();
    transfer::preview(&known, &transfer.entries)
}

fn judge(contents: &Contents, transfer: &Transfer, keep_both: bool) -> Outcome {
    let mut outcome = Outcome {
        format: transfer.format.name(),
        imported: false,
        added: Vec::new(),
        equal: Vec::new(),
        conflicts: Vec::new(),
        skipped: Vec::new(),
    };
    for (entry, verdict) in transfer.entries.iter().zip(verdicts(contents, transfer)) {
        let root = names_root(&entry.otpauth().account);
        let fate = |reason| Fate { name: entry.title(), root, reason };
        match verdict {
            Verdict::New => outcome.added.push(fate(None)),
            Verdict::Equal(name) => {
                outcome.equal.push(fate(Some(format!("{name} has the same codes"))));
            }
            Verdict::Conflict(reason) if keep_both => outcome.added.push(fate(Some(reason))),
            Verdict::Conflict(reason) => outcome.conflicts.push(fate(Some(reason))),
        }
    }
    let skipped = transfer.skipped.iter();
    outcome.skipped = skipped
        .map(|one| Fate { name: one.name.clone(), root: false, reason: Some(one.reason.clone()) })
        .collect();
    outcome
}

/// Adds everything in one change of the vault, judged again on what is there
/// at that moment.
fn add(
    context: &Context,
    vault: &mut Vault,
    transfer: &Transfer,
    keep_both: bool,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let now = context.env.now();
    if outcome.added.is_empty() {
        outcome.imported = true;
        return Ok(());
    }
    let made = |found| entry(context.env.identifier(8)?, found, now);
    let made: Vec<Entry> = transfer.entries.iter().map(made).collect::<Result<_, Failure>>()?;
    let (changed, names) = vault.update(now, |contents| {
        let changed = judge(contents, transfer, keep_both);
        let mut names = Vec::new();
        for (entry, verdict) in made.into_iter().zip(verdicts(contents, transfer)) {
            if verdict == Verdict::New || (keep_both && matches!(verdict, Verdict::Conflict(_))) {
                names.push(contents.add_numbered(entry)?);
            }
        }
        Ok((changed, names))
    })?;
    context.mind_backup(vault);
    *outcome = changed;
    outcome.imported = true;
    for (fate, name) in outcome.added.iter_mut().zip(names) {
        fate.name = name;
    }
    Ok(())
}

fn entry(id: String, found: &Found, now: u64) -> Result<Entry, Failure> {
    let name = Name::derive(found.otpauth()).or_else(|_| Name::new("imported"))?;
    // Escapes can make a long URI too long; what was understood of it fits.
    let made = Entry::new(id.clone(), name.clone(), &found.expose_uri(), now)
        .or_else(|_| Entry::new(id, name, &found.otpauth().to_uri(), now))?;
    Ok(made.noted(found.expose_note().unwrap_or_default()).grouped(found.groups()))
}

fn entries(count: usize) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

fn show(context: &Context, outcome: &Outcome) -> Result<(), Failure> {
    if context.global.json {
        return context.output.json(outcome);
    }
    let new = if outcome.imported { "added" } else { "new" };
    let sections = [
        (new, &outcome.added),
        ("equal", &outcome.equal),
        ("CONFLICT", &outcome.conflicts),
        ("skipped", &outcome.skipped),
    ];
    let mut rows: Vec<(bool, Vec<String>)> = Vec::new();
    for (what, fates) in sections {
        for fate in fates {
            let reason = fate.reason.as_deref().unwrap_or_default();
            rows.push((fate.root, vec![clean(&fate.name), what.to_owned(), clean(reason)]));
        }
    }
    if rows.is_empty() {
        context.output.say("The file holds no entries.");
        return Ok(());
    }
    let head = ["NAME", "", "WHY"];
    // Names may be cut; why something stays out, never.
    let fit = (context.output.columns(), 1);
    let mut text = fitted(context.output.style(), &head, &rows, fit);
    text.push_str(&format!(
        "\n{} ({}): {} {new}, {} equal, {} in conflict, {} skipped.\n",
        entries(rows.len()),
        outcome.format,
        outcome.added.len(),
        outcome.equal.len(),
        outcome.conflicts.len(),
        outcome.skipped.len()
    ));
    if !outcome.conflicts.is_empty() {
        text.push_str(
            "Entries in conflict are left out; --keep-both adds them beside what is there.\n",
        );
    }
    context.output.data(&text)
}
