//! Questions to the person, and secrets from files and standard input. Secrets
//! are typed unseen, and are never taken from the command line.

use std::fs::File;
use std::io::{IsTerminal, Read, stdin};
use std::path::Path;

use rpassword::prompt_password;
use vault::qr::{self, Picture};
use zeroize::Zeroizing;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Output;

/// The longest passphrase, key file or URI that is read, in bytes.
const MAX_BYTES: u64 = 65_536;

/// Asks for a secret that is not shown while it is typed.
pub(crate) fn secret(question: &str, otherwise: &str) -> Result<Zeroizing<String>, Failure> {
    prompt_password(format!("{question}: ")).map(Zeroizing::new).map_err(|error| {
        Failure::new(format!(
            "{question} is needed, and there is no terminal to ask at ({error}); {otherwise}"
        ))
    })
}

/// Asks for a new passphrase, twice.
pub(crate) fn new_passphrase(
    output: &Output,
    otherwise: &str,
) -> Result<Zeroizing<String>, Failure> {
    for _ in 0..3 {
        let first = secret("New passphrase", otherwise)?;
        if first.is_empty() {
            output.say("An empty passphrase guards nothing. Choose several words.");
        } else if *secret("The same again", otherwise)? == *first {
            warn_if_short(output, &first);
            return Ok(first);
        } else {
            output.say("These were not the same.");
        }
    }
    Err(Failure::new("no passphrase was set"))
}

/// Says so when a passphrase is easily guessed.
pub(crate) fn warn_if_short(output: &Output, passphrase: &str) {
    if passphrase.chars().count() < 10 {
        output.say("Note: this passphrase is short. Whoever copies the vault's folder can try millions; several words are better.");
    }
}

/// Reads the first line of a file that holds a passphrase.
pub(crate) fn passphrase_file(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = file(path)?;
    let line = text.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(Failure::new(format!(
            "the first line of {} is empty; it should be the passphrase",
            path.display()
        )));
    }
    Ok(Zeroizing::new(line.to_owned()))
}

/// Reads a small text file; `-` is standard input. Pipes and descriptors are
/// files too.
pub(crate) fn file(path: &Path) -> Result<Zeroizing<String>, Failure> {
    if path == Path::new("-") {
        return standard_input();
    }
    let cannot = |reason: String| Failure::new(format!("cannot read {}: {reason}", path.display()));
    let file = File::open(path).map_err(|error| cannot(error.to_string()))?;
    all(file).map_err(|error| cannot(error.to_string()))
}

/// Reads a small text from a file, from a page that was made to be printed, or from the
/// QR codes of a picture of it.
pub(crate) fn written_or_pictured(path: &Path) -> Result<Zeroizing<String>, Failure> {
    // What is no picture is read as text, or said to be unreadable. Pipes are never tried.
    let Ok(picture) = Picture::open(path) else { return file(path).map(below_codes) };
    let mut all = Zeroizing::new(String::with_capacity(8192));
    for text in qr::read(&picture) {
        all.push_str(&text);
        all.push('\n');
    }
    if all.is_empty() {
        return Err(Failure::new(format!(
            "no QR code can be read in {}; take a sharper picture, or type what stands below the code",
            path.display()
        )));
    }
    Ok(all)
}

/// Returns what stands below the QR codes of a page that `share_sheets` writes,
/// a line for each code; any other text as it is.
fn below_codes(text: Zeroizing<String>) -> Zeroizing<String> {
    if !text.starts_with("<!doctype html>") {
        return text;
    }
    let mut all = Zeroizing::new(String::with_capacity(text.len()));
    for (written, _) in text.split("<p><code>").skip(1).filter_map(|rest| rest.split_once("</")) {
        all.push_str(written);
        all.push('\n');
    }
    all
}

/// Reads standard input to its end.
pub(crate) fn standard_input() -> Result<Zeroizing<String>, Failure> {
    all(stdin().lock())
        .map_err(|error| Failure::new(format!("cannot read standard input: {error}")))
}

fn all(source: impl Read) -> std::io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(8192));
    source.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(std::io::Error::other(format!("it is longer than {MAX_BYTES} bytes")));
    }
    Ok(text)
}

/// Tells whether a person sits at standard input.
pub(crate) fn someone_is_there() -> bool {
    stdin().is_terminal()
}

/// Asks for a line; `None` at the end of input.
pub(crate) fn line(output: &Output, question: &str) -> Result<Option<String>, Failure> {
    output.ask(&format!("{question}: "));
    let mut line = String::new();
    let read = stdin().read_line(&mut line)?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

/// Does something with the entry of a name. Where several answer to it and a person
/// looks on, it asks which one is meant; a program is told and never asked.
pub(crate) fn which_entry<T>(
    context: &Context,
    name: &str,
    mut with: impl FnMut(&str) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let output = &context.output;
    let person = someone_is_there() && output.terminal && output.talks() && !context.global.json;
    match with(name) {
        Err(failure) if person && !failure.candidates.is_empty() => {
            output.say(&format!("{name:?} fits several entries:"));
            for (number, one) in (1..).zip(&failure.candidates) {
                output.say(&format!("{number:>4}  {}", one.described));
            }
            let said = line(output, "Which one? Its number (Enter: none)")?.unwrap_or_default();
            let number = said.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            match number.and_then(|at| failure.candidates.get(at)) {
                Some(one) => with(&one.name),
                None => Err(failure),
            }
        }
        outcome => outcome,
    }
}

/// Asks a question that is answered with yes or no; anything else is no.
pub(crate) fn agrees(output: &Output, question: &str) -> Result<bool, Failure> {
    let answer = line(output, &format!("{question} [y/N]"))?.unwrap_or_default();
    Ok(["y", "yes"].contains(&answer.to_lowercase().as_str()))
}
