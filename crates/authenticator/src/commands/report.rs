//! `secondkey report`: the access report of a file. Which losses lock the owner
//! out, which thefts let someone in. It needs no vault.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use access_graph::{Caps, Graph, Limits, Report, ScenarioReport, Sizes, State, TargetReport};

use crate::cli::Report as Options;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::clean;

/// Sets of one kind that are listed for people; programs get all of them.
const SHOWN: usize = 12;

pub(crate) fn run(context: &Context, options: &Options) -> Result<(), Failure> {
    let fault = |error| Failure::new(format!("{}: {error}", options.file.display()));
    let graph = Graph::from_json(&read(&options.file)?).map_err(fault)?;
    let sizes = match (options.all, options.max_size) {
        (true, _) => Sizes::All,
        (false, Some(size)) => Sizes::UpTo(size),
        (false, None) => Sizes::Adaptive,
    };
    let mut report = Report::new(&graph, sizes, Caps::default());
    if !options.losing.is_empty() || !options.stealing.is_empty() {
        let asked = graph
            .what_if("asked", &options.losing, &options.stealing)
            .map_err(|error| Failure::usage(error.to_string()))?;
        report.scenarios.push(ScenarioReport::new(&graph, &asked));
    }
    if context.global.json {
        return context.output.json(&report);
    }
    context.output.data(&in_words(&graph, &report))
}

/// Reads the file up to the size that is taken, and no further.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(Limits::BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
    Ok(bytes)
}

fn in_words(graph: &Graph, report: &Report) -> String {
    let label = |id: &String| clean(graph.node(id).map_or(id, |node| graph.label(node)));
    let mut paragraphs = Vec::new();
    for target in report.targets.values() {
        paragraphs.push(target_in_words(target, &label));
    }
    for scenario in &report.scenarios {
        let mut text = format!("What if: {}\n", clean(&scenario.name));
        for (id, owner) in &scenario.owner_in {
            let thief = scenario.attacker_in.get(id).copied().unwrap_or(true);
            let owner = if *owner { "you get in" } else { "you are locked out" };
            let thief = if thief { "a thief gets in" } else { "no thief gets in" };
            text.push_str(&format!("  {}: {owner}; {thief}\n", label(id)));
        }
        paragraphs.push(text);
    }
    paragraphs.join("\n")
}

fn target_in_words(target: &TargetReport, label: &dyn Fn(&String) -> String) -> String {
    let findings = &target.findings;
    let mut text = format!("{}\n", clean(&target.label));
    text.push_str("  Losses: ");
    text.push_str(&match findings.lockout {
        State::Already => "you are locked out already today.\n".to_owned(),
        State::Impossible => "no loss locks you out.\n".to_owned(),
        State::Possible => match findings.resilience {
            Some(1) => "you do not survive the loss of any one of these:\n".to_owned(),
            Some(size) => format!("you survive the loss of any {}, but not:\n", things(size - 1)),
            None => "you survive every loss that was looked at.\n".to_owned(),
        },
    });
    sets(&mut text, &findings.min_lockout_sets, label);
    text.push_str("  Thefts: ");
    text.push_str(&match findings.theft {
        State::Already => "it is open to everybody already today.\n".to_owned(),
        State::Impossible => "no theft lets anyone in.\n".to_owned(),
        State::Possible => match findings.strength {
            Some(1) => "a thief needs one thing only, any of these:\n".to_owned(),
            Some(size) => format!("a thief needs at least {}, together:\n", things(size)),
            None => "a thief needs more than was looked at.\n".to_owned(),
        },
    });
    sets(&mut text, &findings.min_theft_sets, label);
    if findings.truncated {
        text.push_str("  The search was cut short: there may be more than is listed.\n");
    }
    text
}

fn things(count: usize) -> String {
    if count == 1 { "one thing".to_owned() } else { format!("{count} things") }
}

fn sets(text: &mut String, sets: &[Vec<String>], label: &dyn Fn(&String) -> String) {
    for set in sets.iter().filter(|set| !set.is_empty()).take(SHOWN) {
        let names: Vec<String> = set.iter().map(label).collect();
        text.push_str(&format!("    - {}\n", names.join(" + ")));
    }
    if sets.len() > SHOWN {
        text.push_str(&format!("    - and {} more (--json lists all)\n", sets.len() - SHOWN));
    }
}
