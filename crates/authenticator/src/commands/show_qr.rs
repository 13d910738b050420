//! `secondkey show-qr`: the QR code of an entry, on the terminal or as a PNG.

use std::path::Path;

use serde::Serialize;
use vault::qr::Drawing;
use vault::{Entry, write_new};

use crate::answers;
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::paper::Sheet;

/// Pixels of a module in a PNG.
const SCALE: u32 = 8;

const WARNING: &str = "Whoever scans it has the codes of this entry.";

#[derive(Serialize)]
struct Written {
    output: String,
}

pub(crate) fn run(
    context: &Context,
    name: &str,
    output: Option<&Path>,
    inverted: bool,
) -> Result<(), Failure> {
    if context.global.json && output.is_none() {
        return Err(Failure::usage("show-qr --json needs --output FILE.png"));
    }
    let vault = context.open()?;
    let entry = ask::which_entry(context, name, |name| answers::find(vault.contents(), name))?;
    let Some(path) = output else { return on_terminal(context, entry, inverted) };
    write_picture(path, entry)?;
    if context.global.json {
        context.output.json(&Written { output: path.display().to_string() })
    } else {
        context.output.data(&format!("Written to {}. {WARNING}\n", path.display()))
    }
}

/// Shows the QR code of an entry on the terminal.
pub(super) fn on_terminal(context: &Context, entry: &Entry, inverted: bool) -> Result<(), Failure> {
    let sheet = Sheet::new(entry.expose_uri(), context.output.room())?;
    context.output.say(&format!("{}. {WARNING}", entry.describe()));
    let command = format!("secondkey show-qr {:?}", entry.name());
    sheet.show(&context.output, inverted, &command)
}

/// Writes the QR code of an entry as a new picture.
pub(super) fn write_picture(path: &Path, entry: &Entry) -> Result<(), Failure> {
    let drawing = Drawing::new(entry.expose_uri())?;
    Ok(write_new(path, &drawing.to_png(SCALE)?)?)
}
