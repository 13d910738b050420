//! `secondkey scan`: what the QR codes of a picture hold. Needs no vault and
//! changes none.

use std::path::Path;

use otp::{Kind, Otpauth};
use serde::Serialize;
use vault::names_root;
use vault::qr::{self, Picture};

use super::add::{is_transfer, label};
use super::describe::kind;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::clean;

#[derive(Serialize)]
struct Found<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<Parsed>,
}

#[derive(Serialize)]
struct Parsed {
    issuer: Option<String>,
    account: String,
    kind: &'static str,
    root: bool,
    algorithm: &'static str,
    digits: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
}

pub(crate) fn run(context: &Context, image: &Path) -> Result<(), Failure> {
    let texts = qr::read(&Picture::open(image)?);
    if context.global.json {
        let found: Vec<Found<'_>> =
            texts.iter().map(|text| Found { text, entry: parsed(text) }).collect();
        return context.output.json(&found);
    }
    if texts.is_empty() {
        context.output.say(
            "No QR code was found. Crop the picture to the code, or take it larger and sharper.",
        );
    }
    let mut lines = String::new();
    for text in &texts {
        // Secrets stay unseen here; --json shows them.
        let line = match parsed(text) {
            Some(entry) => {
                let root = if entry.root { ", ROOT" } else { "" };
                format!("{}  ({}{root})", clean(&label(text)), entry.kind)
            }
            None if is_transfer(text) => format!("{} (--json shows it)", label(text)),
            None => clean(text),
        };
        lines.push_str(&line);
        lines.push('\n');
    }
    context.output.data(&lines)
}

fn parsed(text: &str) -> Option<Parsed> {
    let read = Otpauth::parse(text).ok()?;
    let (period, counter) = match read.kind {
        Kind::Totp(period) => (Some(period.seconds()), None),
        Kind::Hotp(counter) => (None, Some(counter)),
    };
    Some(Parsed {
        kind: kind(&read),
        root: names_root(&read.account),
        algorithm: read.algorithm.name(),
        digits: read.digits.count(),
        period,
        counter,
        issuer: read.issuer,
        account: read.account,
    })
}
