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
use crate::look::{clean, table};

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
            let when = when(one.offset, one.counted);
            let texts = [&one.entry.name, issuer, &one.entry.account].map(clean);
            (one.entry.root, [texts.to_vec(), vec![when]].concat())
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
