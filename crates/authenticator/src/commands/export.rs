//! `secondkey export`: entries for another authenticator, a list, or paper.
//! Says what the export reveals before it is made.

use std::path::{Path, PathBuf};

use serde::Serialize;
use transfer::write::{self, Outgoing, Randomness};
use transfer::{Format, Skipped};
use vault::qr::{Drawing, TooLong};
use vault::{Entry, Vault, write_new};
use zeroize::Zeroizing;

use super::sheet;
use crate::ask;
use crate::cli::{Export, ExportFormat};
use crate::context::Context;
use crate::failure::Failure;
use crate::look::clean;
use crate::paper::Sheet;

/// Pixels of a module in a picture.
const SCALE: u32 = 6;

#[derive(Serialize)]
struct Outcome<'a> {
    format: &'static str,
    exported: usize,
    skipped: Vec<LeftOut<'a>>,
    files: Vec<String>,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    name: &'a str,
    reason: &'a str,
}

/// Is what was made of the entries, not yet written anywhere.
enum Made {
    Bytes(Zeroizing<Vec<u8>>),
    Links(Vec<Zeroizing<String>>),
}

pub(crate) fn run(context: &Context, options: &Export) -> Result<(), Failure> {
    if context.global.json && options.output.is_none() {
        return Err(Failure::usage("export --json needs --output F"));
    }
    let vault = context.open()?;
    let entries = chosen(&vault, &options.names)?;
    if entries.is_empty() {
        return Err(Failure::new("the vault is empty; there is nothing to export"));
    }
    let revealed = reveals(options.format, &entries);
    if !options.yes {
        context.output.say(&revealed);
        if !ask::agrees(&context.output, "Export them?")? {
            return Err(Failure::new("nothing was exported (--yes exports without asking)"));
        }
    }
    let (made, left_out) = make(context, options, &entries)?;
    let exported = entries.len() - left_out.len();
    if exported == 0 {
        return Err(Failure::new(format!(
            "none of the entries can be exported so:{}",
            listed(&left_out)
        )));
    }
    let files = if let Some(path) = &options.output {
        save(path, &made)?
    } else {
        print(context, &made, options.invert)?;
        Vec::new()
    };
    if !left_out.is_empty() {
        context.output.say(&format!("Left out:{}", listed(&left_out)));
    }
    if context.global.json {
        let skipped =
            left_out.iter().map(|one| LeftOut { name: &one.name, reason: &one.reason }).collect();
        let files = files.iter().map(|file| file.display().to_string()).collect();
        let format = format_name(options.format);
        return context.output.json(&Outcome { format, exported, skipped, files });
    }
    for file in &files {
        context.output.data(&format!("Written to {}\n", file.display()))?;
    }
    if options.yes {
        context.output.say(&revealed);
    }
    Ok(())
}

fn format_name(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Otpauth => Format::Otpauth.name(),
        ExportFormat::GoogleMigration => Format::GoogleMigration.name(),
        ExportFormat::Aegis => Format::Aegis.name(),
        ExportFormat::AegisEncrypted => Format::AegisEncrypted.name(),
        ExportFormat::Sheet => "sheet",
    }
}

/// Says what whoever gets hold of the export can do with it.
fn reveals(format: ExportFormat, entries: &[Entry]) -> String {
    let count = entries.len();
    let what = if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") };
    let notes = entries.iter().filter(|entry| entry.expose_note().is_some()).count();
    let noted = match (format, notes) {
        (ExportFormat::Aegis | ExportFormat::AegisEncrypted, 1..) => ", and their notes",
        _ => "",
    };
    match format {
        ExportFormat::AegisEncrypted => format!(
            "This holds the secrets of {what}{noted}, encrypted. Whoever has it and guesses its password has their codes for ever; no passphrase of the vault protects it."
        ),
        ExportFormat::GoogleMigration => format!(
            "These QR codes hold the secrets of {what}, in clear. Whoever scans or photographs them has their codes for ever."
        ),
        ExportFormat::Otpauth | ExportFormat::Aegis | ExportFormat::Sheet => format!(
            "This holds the secrets of {what}{noted}, in clear. Whoever reads it has their codes for ever."
        ),
    }
}

fn chosen(vault: &Vault, names: &[String]) -> Result<Vec<Entry>, Failure> {
    let contents = vault.contents();
    if names.is_empty() {
        return Ok(contents.entries().to_vec());
    }
    let mut chosen: Vec<Entry> = Vec::new();
    for name in names {
        let entry = contents.find(name)?;
        if !chosen.iter().any(|other| other.id() == entry.id()) {
            chosen.push(entry.clone());
        }
    }
    Ok(chosen)
}

fn make(
    context: &Context,
    options: &Export,
    entries: &[Entry],
) -> Result<(Made, Vec<Skipped>), Failure> {
    let outgoing: Vec<Outgoing<'_>> = entries
        .iter()
        .map(|entry| Outgoing {
            name: entry.name(),
            otpauth: entry.otpauth(),
            uri: entry.expose_uri(),
            note: entry.expose_note(),
            groups: entry.groups(),
        })
        .collect();
    let text = |text: Zeroizing<String>| Made::Bytes(Zeroizing::new(text.as_bytes().to_vec()));
    let made = match options.format {
        ExportFormat::Otpauth => text(write::otpauth(&outgoing)),
        ExportFormat::Sheet => text(sheet::page(entries)?),
        ExportFormat::Aegis => Made::Bytes(write::aegis(&outgoing, &randomness(context)?)),
        ExportFormat::AegisEncrypted => {
            let otherwise = "give --password-file P";
            let password = match &options.password_file {
                Some(path) => ask::passphrase_file(path)?,
                None => ask::new_passphrase(&context.output, otherwise)?,
            };
            Made::Bytes(write::aegis_encrypted(&outgoing, &password, &randomness(context)?)?)
        }
        ExportFormat::GoogleMigration => {
            let mut batch = [0; 4];
            context.env.randomise(&mut batch)?;
            let each = usize::from(options.per_code);
            let (links, left_out) =
                write::google_migration(&outgoing, each, i32::from_le_bytes(batch));
            return Ok((Made::Links(links), left_out));
        }
    };
    Ok((made, Vec::new()))
}

fn randomness(context: &Context) -> Result<Randomness, Failure> {
    let mut randomness =
        Randomness { master_key: [0; 32], salt: [0; 32], nonces: [[0; 12]; 2], ids: [0; 16] };
    context.env.randomise(&mut randomness.master_key)?;
    context.env.randomise(&mut randomness.salt)?;
    for nonce in &mut randomness.nonces {
        context.env.randomise(nonce)?;
    }
    context.env.randomise(&mut randomness.ids)?;
    Ok(randomness)
}

/// Writes files that do not exist yet; when one cannot be written, those before
/// it are taken away again.
fn save(path: &Path, made: &Made) -> Result<Vec<PathBuf>, Failure> {
    let picture = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    let links = match made {
        Made::Bytes(bytes) => {
            write_new(path, bytes)?;
            return Ok(vec![path.to_owned()]);
        }
        Made::Links(links) => links,
    };
    if !picture {
        write_new(path, joined(links).as_bytes())?;
        return Ok(vec![path.to_owned()]);
    }
    let mut written: Vec<PathBuf> = Vec::new();
    for (number, link) in (1..).zip(links) {
        let path = if links.len() == 1 { path.to_owned() } else { numbered(path, number) };
        let outcome = Drawing::new(link)
            .map_err(too_long)
            .and_then(|drawing| write_new(&path, &drawing.to_png(SCALE)?).map_err(Failure::from));
        if let Err(failure) = outcome {
            for file in &written {
                let _ = std::fs::remove_file(file);
            }
            return Err(failure);
        }
        written.push(path);
    }
    Ok(written)
}

fn print(context: &Context, made: &Made, inverted: bool) -> Result<(), Failure> {
    let links = match made {
        Made::Bytes(bytes) => return context.output.bytes(bytes),
        Made::Links(links) => links,
    };
    if !context.output.terminal {
        return context.output.data(&joined(links));
    }
    for (number, link) in (1..).zip(links) {
        let sheet = Sheet::new(link, context.output.room()).map_err(too_long)?;
        context.output.say(&format!("QR code {number} of {}", links.len()));
        sheet.show(&context.output, inverted, "secondkey export --format google-migration")?;
        if number < links.len() && ask::someone_is_there() {
            ask::line(&context.output, "Scan it, then press Enter for the next one")?;
        }
    }
    Ok(())
}

fn too_long(_: TooLong) -> Failure {
    Failure::new("an entry is too long for a QR code with others; give a smaller --per-code")
}

fn joined(links: &[Zeroizing<String>]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(links.len() * 4096));
    for link in links {
        text.push_str(link);
        text.push('\n');
    }
    text
}

fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{number}.png"))
}

fn listed(left_out: &[Skipped]) -> String {
    let line = |one: &Skipped| format!("\n  {}: {}", clean(&one.name), clean(&one.reason));
    left_out.iter().map(line).collect()
}
