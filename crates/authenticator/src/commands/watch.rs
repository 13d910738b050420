//! `secondkey code --watch`: the codes of one entry, one after the other. At a terminal
//! a line that counts down; elsewhere a line for each code, when its time comes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use device_wire::agent::{Lasts, ShownCode};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use zeroize::Zeroizing;

use super::code::{current, json, time, wanted};
use super::describe::headline;
use crate::ask;
use crate::cli::Code;
use crate::clock::{self, Known};
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{bar, grouped};

/// For how long codes are shown: a screen that somebody left shows none for ever, and
/// the agent is not kept open by it.
const LONGEST: Duration = Duration::from_mins(10);

/// How long is waited before the clock is looked at.
const WAIT: Duration = Duration::from_millis(100);

/// Takes a line back on a terminal.
const ERASE: &str = "\r\x1b[2K";

pub(crate) fn run(context: &Context, options: &Code) -> Result<(), Failure> {
    let mut now = time(context, options, clock::known(&context.env))?;
    let mut shown =
        ask::which_entry(context, &options.name, |name| at(context, options, name, now))?;
    let name = shown.code.entry.name.clone();
    // From here on, Ctrl-C is the way out and not an end in the middle.
    let ended = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&ended))?;
    }
    let face = Face::of(context);
    face.begin(context, options, &shown.code)?;
    let until = context.env.since_boot() + LONGEST;
    let (mut drawn, mut fresh) = (None, true);
    while !ended.load(Ordering::Relaxed) && context.env.since_boot() < until {
        if drawn != Some(now) {
            if !face.draw(context, &shown, now, fresh)? {
                return Ok(());
            }
            (drawn, fresh) = (Some(now), false);
        }
        context.env.sleep(WAIT);
        now = time(context, options, clock::known(&context.env))?;
        if !shown.holds(now) {
            let next = at(context, options, &name, now);
            shown = next.inspect_err(|_| drop(face.end(context)))?;
            fresh = true;
        }
    }
    face.end(context)?;
    if context.env.since_boot() >= until && context.output.talks() {
        context.output.say("Codes are shown for ten minutes at most; begin anew to see more.");
    }
    Ok(())
}

/// Is a code, and from when until when it is the one, in Unix seconds.
struct Shown {
    code: ShownCode,
    from: u64,
    until: u64,
    period: u64,
}

impl Shown {
    fn holds(&self, now: u64) -> bool {
        (self.from..self.until).contains(&now)
    }
}

fn at(context: &Context, options: &Code, name: &str, now: u64) -> Result<Shown, Failure> {
    let code = current(context, &wanted(options, name, now))?;
    let (remaining, period) = match code.lasts {
        Lasts::Seconds { remaining, period } => (remaining, period),
        Lasts::Counter(_) => (0, 0),
    };
    let until = now.saturating_add(remaining);
    Ok(Shown { code, from: until.saturating_sub(period), until, period })
}

/// Is the way in which codes are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    /// Objects, a line each, for programs.
    Json,
    /// Digits, a line each, for programs.
    Digits,
    /// A line for each code, for terminals that take nothing back, and for screen readers.
    Lines,
    /// One line that changes.
    Line,
}

impl Face {
    fn of(context: &Context) -> Self {
        match (context.global.json, context.output.terminal) {
            (true, _) => Self::Json,
            (false, false) => Self::Digits,
            (false, true) if context.env.is("TERM", "dumb") => Self::Lines,
            (false, true) => Self::Line,
        }
    }

    fn begin(self, context: &Context, options: &Code, code: &ShownCode) -> Result<(), Failure> {
        let clock = clock::known(&context.env).filter(|_| !options.corrected);
        if let Some(warning) = clock.and_then(Known::warning) {
            context.output.say(&warning);
        }
        if matches!(self, Self::Json | Self::Digits) {
            return Ok(());
        }
        let head = headline(context.output.style(), &code.entry);
        context.output.data(&format!("{head}\n\n"))
    }

    /// Shows a code; tells whether anybody still looks.
    fn draw(
        self,
        context: &Context,
        shown: &Shown,
        now: u64,
        fresh: bool,
    ) -> Result<bool, Failure> {
        let remaining = shown.until.saturating_sub(now);
        let code = &shown.code;
        let text = match self {
            Self::Line => {
                let style = context.output.style();
                let first = Zeroizing::new(style.strong(&grouped(&code.first)));
                let bar = bar(style, remaining, shown.period);
                let next = grouped(&code.second);
                let word = style.faint("next");
                Zeroizing::new(format!("{ERASE}  {}   {bar}   {word} {}", *first, *next))
            }
            _ if !fresh => return Ok(true),
            Self::Lines => Zeroizing::new(format!("  {}   {remaining} s\n", *grouped(&code.first))),
            Self::Digits => Zeroizing::new(format!("{}\n", *code.first)),
            Self::Json => {
                let mut text = Zeroizing::new(serde_json::to_string(&json(code, false, None))?);
                text.push('\n');
                text
            }
        };
        context.output.sent(text.as_bytes())
    }

    /// Takes the code off the screen.
    fn end(self, context: &Context) -> Result<(), Failure> {
        if self == Self::Line { context.output.data(ERASE) } else { Ok(()) }
    }
}
