//! `secondkey code`: the code of one entry, or two consecutive ones. The
//! counter of a HOTP entry is moved on, durably, before its code is shown.

use device_wire::agent::{Answer, Ask, Lasts, ShownCode};
use serde::Serialize;
use zeroize::Zeroizing;

use super::describe::headline;
use crate::agent;
use crate::answers::{self, Wanted};
use crate::ask;
use crate::cli::Code;
use crate::clipboard;
use crate::clock::{self, Known};
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{bar, grouped};

/// Below this many seconds the next code is shown as well.
const HURRY: u64 = 5;

/// Is a code for programs.
#[derive(Serialize)]
pub(super) struct CodeJson<'a> {
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
    /// What would have to be added to this computer's clock, in seconds, where
    /// it was measured and is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_offset: Option<f64>,
}

pub(crate) fn run(context: &Context, options: &Code) -> Result<(), Failure> {
    let clock = clock::known(&context.env);
    let time = time(context, options, clock)?;
    let code = ask::which_entry(context, &options.name, |name| {
        current(context, &wanted(options, name, time))
    })?;
    show(context, options, &code, clock)?;
    if options.copy {
        copy(context, options, &code)?;
    }
    Ok(())
}

/// Returns of which time codes are wanted, in Unix seconds.
pub(super) fn time(
    context: &Context,
    options: &Code,
    clock: Option<Known>,
) -> Result<u64, Failure> {
    match (options.at, clock) {
        (Some(time), _) => Ok(time),
        (None, Some(clock)) if options.corrected => Ok(clock::right(&context.env, clock.behind)),
        (None, None) if options.corrected => Err(Failure::new(
            "how wrong the clock is has not been measured since the computer was started, or over a day ago: secondkey clock",
        )),
        (None, _) => Ok(context.env.now()),
    }
}

/// Says what is wanted of the entry with a name. Who watches codes means a time too:
/// no counter is moved on for it.
pub(super) fn wanted<'n>(options: &Code, name: &'n str, time: u64) -> Wanted<'n> {
    let given = options.at.is_some() || options.watch;
    Wanted { query: name, time, given, pair: options.pair }
}

/// Returns a code from the agent, or from the vault.
pub(super) fn current(context: &Context, wanted: &Wanted<'_>) -> Result<ShownCode, Failure> {
    let Wanted { query, time, given, pair } = *wanted;
    let ask = Ask::Code { query: query.to_owned(), time, given, pair };
    if let Some(Answer::Code(code)) = agent::ask(context, ask)? {
        return Ok(code);
    }
    let mut vault = context.open()?;
    let code = answers::code(&mut vault, context.env.now(), wanted, || {})?;
    context.mind_backup(&vault);
    Ok(code)
}

/// Shows a code of now if the agent has it.
pub(crate) fn by_agent(context: &Context, options: &Code) -> Option<Result<(), Failure>> {
    let (query, time) = (options.name.clone(), context.env.now());
    let ask = Ask::Code { query, time, given: false, pair: options.pair };
    let received = agent::send(context, ask)?;
    match agent::accept::<String>(context, &received)? {
        Answer::Code(code) => Some(show(context, options, &code, clock::known(&context.env))),
        _ => None,
    }
}

fn show(
    context: &Context,
    options: &Code,
    code: &ShownCode,
    clock: Option<Known>,
) -> Result<(), Failure> {
    let timed = matches!(code.lasts, Lasts::Seconds { .. });
    let clock = clock.filter(|clock| timed && options.at.is_none() && clock.is_off());
    if let Some(warning) = clock.filter(|_| !options.corrected).and_then(Known::warning) {
        context.output.say(&warning);
    }
    if context.global.json {
        return context.output.json(&json(code, options.pair, clock));
    }
    if !context.output.terminal {
        // A program reads this: digits, nothing else.
        let mut text = Zeroizing::new(format!("{}\n", *code.first));
        if options.pair {
            text.push_str(&code.second);
            text.push('\n');
        }
        return context.output.data(&text);
    }
    let style = context.output.style();
    let mut text = Zeroizing::new(format!("{}\n\n  ", headline(style, &code.entry)));
    text.push_str(&style.strong(&grouped(&code.first)));
    if options.pair {
        text.push_str("   then   ");
        text.push_str(&style.strong(&grouped(&code.second)));
    }
    match code.lasts {
        Lasts::Seconds { remaining, period } => {
            text.push_str("   ");
            text.push_str(&bar(style, remaining, period));
            if remaining <= HURRY && !options.pair {
                text.push_str(&style.faint("   next "));
                text.push_str(&grouped(&code.second));
            }
        }
        Lasts::Counter(counter) => text.push_str(&style.faint(&format!("   counter {counter}"))),
    }
    text.push('\n');
    context.output.data(&text)
}

/// Writes a code down for programs.
pub(super) fn json(code: &ShownCode, pair: bool, clock: Option<Known>) -> CodeJson<'_> {
    let (valid_for, counter) = match code.lasts {
        Lasts::Seconds { remaining, .. } => (Some(remaining), None),
        Lasts::Counter(counter) => (None, Some(counter)),
    };
    CodeJson {
        name: &code.entry.name,
        root: code.entry.root,
        code: &code.first,
        valid_for,
        next: valid_for.is_some().then_some(&code.second),
        counter,
        codes: pair.then_some([&code.first, &code.second]),
        clock_offset: clock.map(Known::seconds),
    }
}

fn copy(context: &Context, options: &Code, code: &ShownCode) -> Result<(), Failure> {
    let seconds = options.clear_after;
    clipboard::lend(&context.env, &code.first, seconds, || {
        context.output.say(&format!(
            "The code of {} is on the clipboard for {seconds} s; Ctrl-C takes it away at once.",
            code.entry.name
        ));
    })
}
