//! `secondkey clock`: by how much this computer's clock is wrong, by several
//! time servers and, where one is named, a web service. The clock is never set.

use std::time::Duration;

use serde::Serialize;

use crate::cli_device::Clock;
use crate::clock::{self, Answered, TOLERANCE_MS, USUAL, Verdict, words};
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{clean, table};

/// Nanoseconds of a millisecond.
const MILLI: i64 = 1_000_000;

#[derive(Serialize)]
struct Report {
    /// What would have to be added to the clock, in seconds; absent where
    /// nobody knows.
    offset: Option<f64>,
    /// How far the truth may be from it, in seconds.
    within: Option<f64>,
    /// Whether it is off by more than five seconds.
    off: Option<bool>,
    /// Whether those who answered contradict each other.
    disputed: bool,
    measured: u64,
    asked: usize,
    answered: usize,
    agreeing: usize,
    servers: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    server: String,
    kind: &'static str,
    agrees: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stratum: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub(crate) fn run(context: &Context, options: &Clock) -> Result<(), Failure> {
    let timeout = Duration::from_secs(options.timeout);
    let mut servers: Vec<String> = if options.servers.is_empty() {
        USUAL.map(str::to_owned).to_vec()
    } else {
        options.servers.iter().map(|server| server.trim().to_owned()).collect()
    };
    servers.retain(|server| !server.is_empty() && !options.url_only);
    let answers = clock::ask_all(&context.env, &servers, timeout)?;
    let web = options.url.as_ref().map(|url| clock::ask_web(&context.env, url, timeout));
    let (mut verdict, mut agreeing) = clock::judge(&answers);
    let mut all = answers;
    // A web service counts whole seconds, so it speaks only where nobody else does.
    let from_web = verdict == Verdict::Unknown && web.is_some();
    if let Some(web) = web {
        let (alone, agrees) = clock::judge(std::slice::from_ref(&web));
        if from_web {
            verdict = alone;
        }
        let near = |by: i64| {
            web.outcome.as_ref().is_ok_and(|sample| {
                sample.behind.abs_diff(by) <= sample.delay.saturating_add(1_000_000_000)
            })
        };
        agreeing.push(match verdict {
            Verdict::Behind { by, .. } => near(by),
            _ => agrees.contains(&true),
        });
        all.push(web);
    }
    if let Verdict::Behind { by, .. } = verdict {
        clock::remember(&context.env, by / MILLI)
            .unwrap_or_else(|failure| context.output.say(&failure.message));
    }
    let report = report(context, verdict, &agreeing, &all, servers.len());
    if context.global.json {
        context.output.json(&report)?;
    } else {
        show(context, verdict, from_web, &report, &all)?;
    }
    match verdict {
        Verdict::Behind { .. } => Ok(()),
        Verdict::Disputed => Err(Failure::new(
            "the time servers contradict each other, so none of them is believed; name others with --server",
        )),
        Verdict::Unknown => Err(Failure::new(
            "nobody who was asked told the time. Is the network up? Where port 123 is blocked, ask a web service: secondkey clock --url https://aws.amazon.com",
        )),
    }
}

fn seconds(nanos: i64) -> f64 {
    // Milliseconds are exact enough, and keep the figures short.
    f64::from(i32::try_from(nanos / MILLI).unwrap_or(if nanos < 0 { i32::MIN } else { i32::MAX }))
        / 1_000.0
}

fn report(
    context: &Context,
    verdict: Verdict,
    agreeing: &[bool],
    all: &[Answered],
    servers: usize,
) -> Report {
    let rows = all.iter().enumerate().map(|(index, one)| {
        let kind = if index < servers { "sntp" } else { "date" };
        let sample = one.outcome.as_ref().ok();
        Row {
            server: one.server.clone(),
            kind,
            agrees: agreeing.get(index).copied().unwrap_or_default(),
            offset: sample.map(|sample| seconds(sample.behind)),
            within: sample
                .map(|sample| seconds(i64::try_from(sample.delay / 2).unwrap_or(i64::MAX))),
            stratum: sample.map(|sample| sample.stratum).filter(|_| kind == "sntp"),
            error: one.outcome.as_ref().err().cloned(),
        }
    });
    let known = match verdict {
        Verdict::Behind { by, within } => Some((by, within)),
        _ => None,
    };
    Report {
        offset: known.map(|(by, _)| seconds(by)),
        within: known.map(|(_, within)| seconds(i64::try_from(within).unwrap_or(i64::MAX))),
        off: known.map(|(by, _)| (by / MILLI).unsigned_abs() > TOLERANCE_MS),
        disputed: verdict == Verdict::Disputed,
        measured: context.env.now(),
        asked: all.len(),
        answered: all.iter().filter(|one| one.outcome.is_ok()).count(),
        agreeing: agreeing.iter().filter(|agrees| **agrees).count(),
        servers: rows.collect(),
    }
}

fn show(
    context: &Context,
    verdict: Verdict,
    from_web: bool,
    report: &Report,
    all: &[Answered],
) -> Result<(), Failure> {
    let style = context.output.style();
    let mut text = String::new();
    if let Verdict::Behind { by, .. } = verdict {
        let by = by / MILLI;
        let off = by.unsigned_abs() > TOLERANCE_MS;
        let sure = match (from_web, report.answered, report.agreeing) {
            (true, ..) => "by a web service alone, to about a second".to_owned(),
            (_, 1, _) => "by one answer alone".to_owned(),
            (_, answered, agreeing) => format!("{agreeing} of {answered} answers agree"),
        };
        let line = if off {
            style.urgent(&format!("This computer's clock is {} ({sure}).", words(by)))
        } else {
            style.strong(&format!("This computer's clock is right: {} ({sure}).", words(by)))
        };
        text.push_str(&format!("{line}\n\n"));
        if off {
            text.push_str("Services refuse codes that are more than a step off. Set the clock (timedatectl set-ntp\ntrue), or have codes computed with the right time: secondkey code --corrected NAME\n\n");
        }
    }
    let rows: Vec<(bool, Vec<String>)> = report
        .servers
        .iter()
        .zip(all)
        .map(|(row, one)| {
            let server = clean(&row.server);
            let cells = match &one.outcome {
                Ok(sample) => {
                    let within = sample.delay / 2 / 1_000_000;
                    let note = if row.agrees { "" } else { "disagrees" };
                    let within = format!("{}.{:03} s", within / 1_000, within % 1_000);
                    vec![server, words(sample.behind / MILLI), within, note.to_owned()]
                }
                Err(reason) => vec![server, "-".to_owned(), "-".to_owned(), clean(reason)],
            };
            (false, cells)
        })
        .collect();
    text.push_str(&table(style, &["SERVER", "THE CLOCK IS", "WITHIN", ""], &rows));
    context.output.data(&text)
}
