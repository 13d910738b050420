//! `secondkey which`: which entry a code came from. Looks at the steps around
//! now, so that a code that was just read, or a clock that is off, is found.

use otp::{Code, Digits, Kind, hotp};
use serde::Serialize;
use vault::Entry;

use crate::ask;
use crate::cli::Which;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{clean, table};

/// How many steps before and after now are looked at.
const AROUND: u64 = 10;

#[derive(Serialize)]
struct Match<'a> {
    name: &'a str,
    step_offset: i64,
    root: bool,
}

pub(crate) fn run(context: &Context, options: &Which) -> Result<(), Failure> {
    let typed = match &options.code {
        Some(code) => zeroize::Zeroizing::new(code.clone()),
        None if ask::someone_is_there() => ask::secret("Code", "give it as an argument")?,
        None => ask::standard_input()?,
    };
    let length = typed.chars().filter(|c| !c.is_whitespace()).count();
    let digits = match length {
        5 => Some(Digits::STEAM),
        _ => u32::try_from(length).ok().and_then(Digits::new),
    };
    let code =
        digits.and_then(|digits| Code::parse(&typed, digits).ok().map(|code| (code, digits)));
    let Some((code, digits)) = code else {
        return Err(Failure::usage(
            "a code consists of 6, 7 or 8 digits, or of Steam's 5 letters and digits",
        ));
    };

    let vault = context.open()?;
    let now = options.at.unwrap_or_else(|| context.env.now());
    let entries = vault.contents().entries();
    let matches: Vec<(&Entry, i64)> = entries
        .iter()
        .filter(|entry| entry.otpauth().digits == digits)
        .filter_map(|entry| offset(entry, &code, now).map(|offset| (entry, offset)))
        .collect();
    show(context, &matches)
}

/// Returns how many steps away from now an entry shows a code, nearest first.
fn offset(entry: &Entry, code: &Code, now: u64) -> Option<i64> {
    let otpauth = entry.otpauth();
    let current = match otpauth.kind {
        Kind::Totp(period) => period.step_at(now),
        Kind::Hotp(counter) => counter,
    };
    let shows = |step: u64| {
        bool::from(hotp(&otpauth.seed, step, otpauth.digits, otpauth.algorithm).matches(code))
    };
    (0..=AROUND).find_map(|distance| {
        let offset = i64::try_from(distance).unwrap_or_default();
        if current.checked_sub(distance).is_some_and(shows) {
            Some(-offset)
        } else {
            current.checked_add(distance).is_some_and(shows).then_some(offset)
        }
    })
}

fn show(context: &Context, matches: &[(&Entry, i64)]) -> Result<(), Failure> {
    if context.global.json {
        let rows: Vec<Match<'_>> = matches
            .iter()
            .map(|(entry, offset)| Match {
                name: entry.name(),
                step_offset: *offset,
                root: entry.is_root(),
            })
            .collect();
        return context.output.json(&rows);
    }
    if matches.is_empty() {
        context.output.say("No entry shows this code, neither now nor within ten steps (five minutes at most services).");
        return Ok(());
    }
    let rows: Vec<(bool, Vec<String>)> = matches
        .iter()
        .map(|(entry, offset)| {
            let otpauth = entry.otpauth();
            let issuer = otpauth.issuer.as_deref().unwrap_or_default();
            let when = when(*offset, matches!(otpauth.kind, Kind::Hotp(_)));
            let cells = vec![clean(entry.name()), clean(issuer), clean(&otpauth.account), when];
            (entry.is_root(), cells)
        })
        .collect();
    let head = ["NAME", "ISSUER", "ACCOUNT", "WHEN"];
    context.output.data(&table(context.output.style(), &head, &rows))
}

fn when(offset: i64, counted: bool) -> String {
    match (offset, counted) {
        (0, false) => "now".to_owned(),
        (0, true) => "next".to_owned(),
        (-1, _) => "1 step ago".to_owned(),
        (1, _) => "1 step ahead".to_owned(),
        (offset, _) if offset < 0 => format!("{} steps ago", offset.unsigned_abs()),
        (offset, _) => format!("{offset} steps ahead"),
    }
}
