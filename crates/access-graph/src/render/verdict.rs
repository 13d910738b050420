//! What is said of one target, in sentences that text and page share.

use crate::{FactRef, Findings, Graph, NodeId, Report, State, TargetReport, Whole};

/// Sets of one kind that are shown to people; programs get all of them.
pub(super) const SHOWN: usize = 12;

/// Where people find what a list leaves out.
pub(super) const WHERE: &str = "--json lists all";

/// Targets that are shown to people, those first that hang on least.
pub(super) const TARGETS: usize = 60;

/// Says how the owner stands.
pub(super) fn losses(target: &TargetReport) -> String {
    let findings = &target.findings;
    match (findings.lockout, findings.resilience) {
        (State::Already, _) => "you are locked out already today.".to_owned(),
        (State::Impossible, _) => "no loss locks you out.".to_owned(),
        (State::Possible, Some(1)) => "you do not survive the loss of any one of these:".to_owned(),
        (State::Possible, Some(2)) => {
            "you survive the loss of any one thing, but not of:".to_owned()
        }
        (State::Possible, Some(size)) => {
            format!("you survive the loss of any {} things, but not of:", size - 1)
        }
        (State::Possible, None) => match findings.resilience_at_least {
            Some(least) if least > 1 => {
                format!(
                    "you survive the loss of any {}; more were not looked at.",
                    things(least - 1)
                )
            }
            _ => "there was too much to look at to say what you survive.".to_owned(),
        },
    }
}

/// Says how a thief stands.
pub(super) fn thefts(target: &TargetReport) -> String {
    let findings = &target.findings;
    match (findings.theft, findings.strength) {
        (State::Already, _) => "it is open to everybody already today.".to_owned(),
        (State::Impossible, _) => "no theft lets anyone in.".to_owned(),
        (State::Possible, Some(1)) => "a thief needs one thing only, any of these:".to_owned(),
        (State::Possible, Some(size)) => {
            format!("a thief needs at least {}, together:", things(size))
        }
        (State::Possible, None) => match findings.strength_at_least {
            Some(least) => format!("a thief needs {} or more.", things(least)),
            None => "a thief needs more than was looked at.".to_owned(),
        },
    }
}

pub(super) fn things(count: usize) -> String {
    if count == 1 { "one thing".to_owned() } else { format!("{count} things") }
}

/// Orders targets by how badly they stand, and leaves out what is too much;
/// returns how many that are.
pub(super) fn worst_first(report: &Report) -> (Vec<(&String, &TargetReport)>, usize) {
    let mut targets: Vec<_> = report.targets.iter().collect();
    if targets.len() > TARGETS {
        targets.sort_by_key(|(_, target)| {
            let findings = &target.findings;
            // Of what was not looked at to the end, the worst is taken.
            let least = |state, exact: Option<usize>, at_least: Option<usize>| match state {
                State::Impossible => usize::MAX,
                State::Already | State::Possible => exact.or(at_least).unwrap_or(1),
            };
            let out = least(findings.lockout, findings.resilience, findings.resilience_at_least);
            let into = least(findings.theft, findings.strength, findings.strength_at_least);
            (target.owner_in_today && !target.attacker_in_today, out.min(into), out.max(into))
        });
    }
    let left_out = targets.len().saturating_sub(TARGETS);
    targets.truncate(TARGETS);
    (targets, left_out)
}

/// Says what the answers rest on, in one sentence.
pub(super) fn facts(whole: &Whole) -> String {
    let facts = &whole.facts;
    let (declared, derived, unknown) = (facts.declared, facts.derived, facts.unknown);
    let mut text = format!(
        "{derived} facts are known to the service, {declared} were declared by a person, \
         {unknown} are unknown and count as the worst on both sides."
    );
    if facts.truncated {
        text.push_str(" What the answers hang on was not found out for every sign-in.");
    }
    text
}

/// Says that a search was cut short, and what is known all the same.
pub(super) fn cut(findings: &Findings) -> Option<String> {
    let known = match findings.complete_to_size {
        None | Some(0) => String::new(),
        Some(size) => format!(" Of sets of up to {}, none is missing.", things(size)),
    };
    let in_all = |total: Option<u64>, listed: &[Vec<String>], what: &str| {
        let total = total.filter(|&total| total > listed.len() as u64)?;
        Some(format!(" There are {total} {what} in all."))
    };
    let losses = in_all(findings.lockout_sets_in_all, &findings.min_lockout_sets, "sets of losses");
    let thefts = in_all(findings.theft_sets_in_all, &findings.min_theft_sets, "sets of thefts");
    findings.truncated.then(|| {
        format!(
            "The search was cut short: there may be more than is listed.{known}{}{}",
            losses.unwrap_or_default(),
            thefts.unwrap_or_default()
        )
    })
}

/// Says the declared and unknown facts that a target's answers hang on, at most so
/// many of a kind.
pub(super) fn hangs_on(whole: &Whole, graph: &Graph, target: &str, most: usize) -> Vec<String> {
    let Some(hangs_on) = whole.facts.targets.get(target) else { return Vec::new() };
    let list = |facts: &[FactRef], before: &str| -> Vec<String> {
        let words = facts.iter().take(most).map(|fact| fact.words(graph)).collect::<Vec<_>>();
        if words.is_empty() {
            return Vec::new();
        }
        let more = facts.len().saturating_sub(most);
        let more = if more > 0 { format!("; and {more} more ({WHERE})") } else { String::new() };
        vec![format!("{before} {}{more}.", words.join("; "))]
    };
    let mut lines = list(&hangs_on.owner, "What you survive hangs on what was declared:");
    lines.extend(list(&hangs_on.attacker, "What a thief needs hangs on what was declared:"));
    lines.extend(list(&hangs_on.unknown, "Not known:"));
    lines
}

/// Explains why a set locks out, or lets in.
pub(super) fn why(graph: &Graph, target: &str, set: &[String], theft: bool) -> Vec<String> {
    let nodes: Vec<NodeId> = set.iter().filter_map(|id| graph.node(id)).collect();
    let Some(target) = graph.node(target) else { return Vec::new() };
    if theft {
        graph.attackers_way(target, &nodes).map(|way| way.sentences(graph)).unwrap_or_default()
    } else {
        graph.why_locked_out(target, &nodes).map(|why| why.sentences(graph)).unwrap_or_default()
    }
}
