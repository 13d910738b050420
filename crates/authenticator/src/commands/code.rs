//! `secondkey code`: the code of one entry, or two consecutive ones. The
//! counter of a HOTP entry is moved on, durably, before its code is shown.

use otp::{Kind, hotp};
use serde::Serialize;
use vault::Entry;
use zeroize::Zeroizing;

use super::describe::headline;
use crate::cli::Code;
use crate::clipboard;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{bar, grouped};

/// Below this many seconds the next code is shown as well.
const HURRY: u64 = 5;

#[derive(Serialize)]
struct CodeJson<'a> {
    name: &'a str,
    root: bool,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_for: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    codes: Option<[&'a str; 2]>,
}

/// Is two consecutive codes and how long the first one lasts.
struct Codes {
    first: Zeroizing<String>,
    second: Zeroizing<String>,
    lasts: Lasts,
}

enum Lasts {
    Seconds { remaining: u64, period: u64 },
    Counter(u64),
}

pub(crate) fn run(context: &Context, options: &Code) -> Result<(), Failure> {
    let mut vault = context.open()?;
    let entry = vault.contents().find(&options.name)?.clone();
    let codes = match entry.otpauth().totp() {
        Some(totp) => {
            let time = options.at.unwrap_or_else(|| context.env.now());
            let step = totp.period.step_at(time);
            Codes {
                first: Zeroizing::new(totp.code_of_step(step).expose()),
                second: Zeroizing::new(totp.code_of_step(step.saturating_add(1)).expose()),
                lasts: Lasts::Seconds {
                    remaining: totp.period.remaining_at(time),
                    period: u64::from(totp.period.seconds()),
                },
            }
        }
        None if options.at.is_some() => {
            return Err(Failure::usage(format!(
                "{} counts its codes; they do not depend on the time, so --at means nothing",
                entry.name()
            )));
        }
        None => {
            let steps = if options.pair { 2 } else { 1 };
            let counter =
                vault.update(context.env.now(), |contents| contents.advance(entry.id(), steps))?;
            context.mind_backup(&vault);
            counted(&entry, counter)
        }
    };
    show(context, options, &entry, &codes)?;
    if options.copy {
        copy(context, options, &entry, &codes.first)?;
    }
    Ok(())
}

fn counted(entry: &Entry, counter: u64) -> Codes {
    let otpauth = entry.otpauth();
    let code = |counter| {
        Zeroizing::new(hotp(&otpauth.seed, counter, otpauth.digits, otpauth.algorithm).expose())
    };
    let lasts = Lasts::Counter(counter);
    Codes { first: code(counter), second: code(counter.saturating_add(1)), lasts }
}

fn show(context: &Context, options: &Code, entry: &Entry, codes: &Codes) -> Result<(), Failure> {
    if context.global.json {
        let timed = matches!(entry.otpauth().kind, Kind::Totp(_));
        let (valid_for, counter) = match codes.lasts {
            Lasts::Seconds { remaining, .. } => (Some(remaining), None),
            Lasts::Counter(counter) => (None, Some(counter)),
        };
        return context.output.json(&CodeJson {
            name: entry.name(),
            root: entry.is_root(),
            code: &codes.first,
            valid_for,
            next: timed.then_some(&codes.second),
            counter,
            codes: options.pair.then_some([&codes.first, &codes.second]),
        });
    }
    if !context.output.terminal {
        // A program reads this: digits, nothing else.
        let mut text = Zeroizing::new(format!("{}\n", *codes.first));
        if options.pair {
            text.push_str(&codes.second);
            text.push('\n');
        }
        return context.output.data(&text);
    }
    let style = context.output.style();
    let mut text = Zeroizing::new(format!("{}\n\n  ", headline(style, entry)));
    text.push_str(&style.strong(&grouped(&codes.first)));
    if options.pair {
        text.push_str("   then   ");
        text.push_str(&style.strong(&grouped(&codes.second)));
    }
    match codes.lasts {
        Lasts::Seconds { remaining, period } => {
            text.push_str("   ");
            text.push_str(&bar(style, remaining, period));
            if remaining <= HURRY && !options.pair {
                text.push_str(&style.faint("   next "));
                text.push_str(&grouped(&codes.second));
            }
        }
        Lasts::Counter(counter) => text.push_str(&style.faint(&format!("   counter {counter}"))),
    }
    text.push('\n');
    context.output.data(&text)
}

fn copy(context: &Context, options: &Code, entry: &Entry, code: &str) -> Result<(), Failure> {
    let seconds = options.clear_after;
    clipboard::lend(&context.env, code, seconds, || {
        context.output.say(&format!(
            "The code of {} is on the clipboard for {seconds} s; Ctrl-C takes it away at once.",
            entry.name()
        ));
    })
}
