//! `secondkey which`: which entry a code came from. Looks at the steps around
//! now, so that a code that was just read, or a clock that is off, is found.

use device_wire::agent::{Answer, Ask, Found};
use serde::Serialize;

use crate::agent;
use crate::answers;
use crate::ask;
use crate::cli::Which;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{clean, fitted, span};

#[derive(Serialize)]
struct Match<'a> {
    name: &'a str,
    step_offset: i64,
    /// The same in seconds, where codes change with the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_offset: Option<i64>,
    root: bool,
}

pub(crate) fn run(context: &Context, options: &Which) -> Result<(), Failure> {
    let typed = match &options.code {
        Some(code) => zeroize::Zeroizing::new(code.clone()),
        None if ask::someone_is_there() => ask::secret("Code", "give it as an argument")?,
        None => ask::standard_input()?,
    };
    answers::parse_code(&typed)?;
    let time = options.at.unwrap_or_else(|| context.env.now());
    let found = match agent::ask(context, Ask::Which { code: typed.clone(), time })? {
        Some(Answer::Which(found)) => found,
        _ => answers::which(context.open()?.contents(), &typed, time)?,
    };
    show(context, &found)
}

fn show(context: &Context, found: &[Found]) -> Result<(), Failure> {
    if context.global.json {
        let rows: Vec<Match<'_>> = found
            .iter()
            .map(|one| Match {
                name: &one.entry.name,
                step_offset: one.offset,
                seconds_offset: seconds(one),
                root: one.entry.root,
            })
            .collect();
        return context.output.json(&rows);
    }
    if found.is_empty() {
        context.output.say("No entry shows this code, neither now nor within ten steps (five minutes at most services).");
        return Ok(());
    }
    let rows: Vec<(bool, Vec<String>)> = found
        .iter()
        .map(|one| {
            let issuer = one.entry.issuer.as_deref().unwrap_or_default();
            let when = when(one);
            let texts = [&one.entry.name, issuer, &one.entry.account].map(clean);
            (one.entry.root, [texts.to_vec(), vec![when]].concat())
        })
        .collect();
    let head = ["NAME", "ISSUER", "ACCOUNT", "WHEN"];
    let fit = (context.output.columns(), 3);
    context.output.data(&fitted(context.output.style(), &head, &rows, fit))?;
    for said in found.iter().filter_map(clock_of) {
        context.output.say(&said);
    }
    Ok(())
}

fn seconds(found: &Found) -> Option<i64> {
    let period = i64::try_from(found.period?).ok()?;
    found.offset.checked_mul(period)
}

fn when(found: &Found) -> String {
    let steps = match found.offset.unsigned_abs() {
        1 => "1 step".to_owned(),
        steps => format!("{steps} steps"),
    };
    match (found.offset, found.counted) {
        (0, false) => "now".to_owned(),
        (0, true) => "next".to_owned(),
        (..0, _) => format!("{steps} ago"),
        (1.., _) => format!("{steps} ahead"),
    }
}

/// Says whose clock it hints at where a code is further away than it takes to type it.
fn clock_of(found: &Found) -> Option<String> {
    let seconds = seconds(found).filter(|_| found.offset.unsigned_abs() > 1)?;
    let (by, name) = (span(seconds.unsigned_abs()), &found.entry.name);
    Some(if seconds < 0 {
        format!(
            "{name}: what shows this code now has a clock that is about {by} slow, or this computer's is as much fast (secondkey clock measures it)."
        )
    } else {
        format!(
            "{name}: what shows this code now has a clock that is about {by} fast, or this computer's is as much slow (secondkey clock measures it)."
        )
    })
}
