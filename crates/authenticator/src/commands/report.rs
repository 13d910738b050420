//! `secondkey report`: the access report of a file. Which losses lock the owner
//! out, which thefts let someone in, what is wrong and what could be changed.
//! It needs no vault.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use access_graph::{
    Caps, Day, Graph, Limits, Picture, Severity, Sizes, WhatIf, Whole, html, sarif, text,
};

use crate::cli::{AtLeast, Report as Options, ReportFormat, ReportView};
use crate::context::Context;
use crate::failure::Failure;

/// The exit status of a report that finds what it was asked to fail on.
const FOUND: u8 = 3;

pub(crate) fn run(context: &Context, options: &Options) -> Result<(), Failure> {
    let fault = |error| Failure::new(format!("{}: {error}", options.file.display()));
    let bytes = read(&options.file, Limits::BYTES)?;
    let graph = Graph::from_json(&bytes).map_err(fault)?;
    present(context, &graph, &options.view, &options.file, &bytes)
}

/// Reports on a graph; `file` and `bytes` are what it came from.
pub(super) fn present(
    context: &Context,
    graph: &Graph,
    options: &ReportView,
    file: &Path,
    bytes: &[u8],
) -> Result<(), Failure> {
    let sizes = match (options.all, options.max_size) {
        (true, _) => Sizes::All,
        (false, Some(size)) => Sizes::UpTo(size),
        (false, None) => Sizes::Adaptive,
    };
    let asked = asked(graph, options)?;
    let today = Day::of_unix_time(context.env.now());
    let whole = Whole::new(graph, asked.as_slice(), sizes, Caps::default(), Some(today));
    let format = match options.format {
        None if context.global.json => ReportFormat::Json,
        None => ReportFormat::Text,
        Some(format) => format,
    };
    let picture = || Picture::new(graph, &whole.report, asked.first());
    match format {
        ReportFormat::Json => context.output.json(&whole)?,
        ReportFormat::Text => context.output.data(&text(graph, &whole, options.explain))?,
        ReportFormat::Html => context.output.data(&html(graph, &whole, &picture()))?,
        ReportFormat::Svg => context.output.data(&picture().svg())?,
        ReportFormat::Sarif => {
            context.output.json(&sarif(&whole, &uri(file), bytes))?;
        }
    }
    fails(options, &whole)
}

/// Makes the what-if of the options, if there is one.
fn asked(graph: &Graph, options: &ReportView) -> Result<Vec<WhatIf>, Failure> {
    if options.losing.is_empty() && options.stealing.is_empty() {
        return Ok(Vec::new());
    }
    let what_if = graph
        .what_if("asked", &options.losing, &options.stealing)
        .map_err(|error| Failure::usage(error.to_string()))?;
    Ok(vec![what_if])
}

/// Fails if there is a finding of the severity that was asked for, or worse.
fn fails(options: &ReportView, whole: &Whole) -> Result<(), Failure> {
    let worst = match options.fail_on {
        None => return Ok(()),
        Some(AtLeast::Critical) => Severity::Critical,
        Some(AtLeast::High) => Severity::High,
        Some(AtLeast::Medium) => Severity::Medium,
        Some(AtLeast::Low) => Severity::Low,
    };
    let count = whole.rules.findings.iter().filter(|finding| finding.severity <= worst).count();
    if count == 0 {
        return Ok(());
    }
    let message = format!("{count} findings are {} or worse", worst.word());
    Err(Failure::with(message, FOUND))
}

/// Names a file as a relative URI reference, as SARIF wants it.
fn uri(path: &Path) -> String {
    let mut uri = String::new();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// Reads the file up to the size that is taken, and no further.
pub(super) fn read(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
    Ok(bytes)
}
