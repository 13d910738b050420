//! The report as plain text, to be read in a terminal.

use super::{
    lines::{effect, outcomes, set},
    verdict::{self, SHOWN},
};
use crate::{Graph, RULES, Rule, TargetReport, Whole};

/// Suggestions that are shown.
const SUGGESTIONS: usize = 6;

/// What-if lines that are shown of one what-if.
const OUTCOMES: usize = 40;

/// Writes the report as text. Characters that could disturb a terminal have no
/// place in a file, and so none here.
pub fn text(graph: &Graph, whole: &Whole, explain: bool) -> String {
    let mut paragraphs = Vec::new();
    let (targets, left_out) = verdict::worst_first(&whole.report);
    for (id, report) in targets {
        paragraphs.push(target(graph, whole, id, report, explain));
    }
    if left_out > 0 {
        paragraphs.push(format!("{left_out} more sign-ins stand no worse (--json has all).\n"));
    }
    for scenario in &whole.report.scenarios {
        let mut text = format!("What if: {}\n", scenario.name);
        let outcomes = outcomes(graph, scenario);
        for (id, line) in outcomes.iter().take(OUTCOMES) {
            text.push_str(&format!("  {line}\n"));
            let why = scenario.why.get(id);
            for line in why.into_iter().flat_map(|why| why.owner.iter().chain(&why.attacker)) {
                text.push_str(&format!("      {line}\n"));
            }
        }
        if outcomes.len() > OUTCOMES {
            text.push_str(&format!("  and {} more\n", outcomes.len() - OUTCOMES));
        }
        paragraphs.push(text);
    }
    paragraphs.extend(findings(whole));
    paragraphs.extend(suggestions(graph, whole));
    paragraphs.push(format!("What this rests on\n  {}\n", verdict::facts(whole)));
    paragraphs.join("\n")
}

fn target(graph: &Graph, whole: &Whole, id: &str, target: &TargetReport, explain: bool) -> String {
    let findings = &target.findings;
    let mut text = format!("{}\n  Losses: {}\n", target.label, verdict::losses(target));
    sets(&mut text, graph, id, &findings.min_lockout_sets, explain, false);
    text.push_str(&format!("  Thefts: {}\n", verdict::thefts(target)));
    sets(&mut text, graph, id, &findings.min_theft_sets, explain, true);
    if let Some(events) = &target.events {
        for (sets, does) in [
            (&events.min_lockout_sets, "locks you out"),
            (&events.min_theft_sets, "lets a thief in"),
        ] {
            for set in sets.iter().filter(|set| !set.is_empty()).take(SHOWN) {
                text.push_str(&format!("  Event: {} {does}\n", set.join(" + ")));
            }
        }
    }
    for line in verdict::hangs_on(whole, graph, id) {
        text.push_str(&format!("  {line}\n"));
    }
    if findings.truncated {
        text.push_str("  The search was cut short: there may be more than is listed.\n");
    }
    text
}

fn sets(
    text: &mut String,
    graph: &Graph,
    target: &str,
    sets: &[Vec<String>],
    explain: bool,
    theft: bool,
) {
    for one in sets.iter().take(SHOWN) {
        if !one.is_empty() {
            text.push_str(&format!("    - {}\n", set(graph, one)));
        }
        if explain {
            for line in verdict::why(graph, target, one, theft) {
                text.push_str(&format!("        {line}\n"));
            }
        }
    }
    if sets.len() > SHOWN {
        text.push_str(&format!("    - and {} more (--json lists all)\n", sets.len() - SHOWN));
    }
}

fn findings(whole: &Whole) -> Option<String> {
    let rules = &whole.rules;
    if rules.findings.is_empty() {
        return None;
    }
    let mut text = "What is wrong\n".to_owned();
    let mut last = "";
    for finding in &rules.findings {
        if finding.rule != last {
            let (severity, title) = (finding.severity.word(), finding.title);
            text.push_str(&format!("  [{severity}] {title} ({})\n", finding.rule));
            text.push_str(&format!("      What to do: {}\n", finding.advice));
            let rule = RULES.iter().find(|rule| rule.id == finding.rule);
            let checks = rule.map(Rule::elsewhere).unwrap_or_default();
            if !checks.is_empty() {
                text.push_str(&format!("      Other tools: {}\n", checks.join(", ")));
            }
        }
        last = finding.rule;
        text.push_str(&format!(
            "    - {} (confidence: {})\n",
            finding.message,
            finding.confidence.word()
        ));
    }
    if rules.left_out > 0 {
        text.push_str(&format!("  and {} findings more\n", rules.left_out));
    }
    if rules.truncated {
        text.push_str("  Some rules did not look at everything, because there is too much.\n");
    }
    Some(text)
}

fn suggestions(graph: &Graph, whole: &Whole) -> Option<String> {
    let changes = &whole.changes;
    if changes.suggestions.is_empty() && !changes.truncated {
        return None;
    }
    let mut text = "What could be changed, with both sides told\n".to_owned();
    for suggestion in changes.suggestions.iter().take(SUGGESTIONS) {
        let opens = if suggestion.opens { " (opens a new way in)" } else { "" };
        text.push_str(&format!("  * {}{opens}\n", suggestion.title));
        let lockouts = effect(graph, &suggestion.lockouts, "locks you out of");
        let thefts = effect(graph, &suggestion.thefts, "lets a thief into");
        for line in lockouts.iter().chain(&thefts).take(8) {
            text.push_str(&format!("      {line}\n"));
        }
        if suggestion.truncated {
            text.push_str("      there may be more on either side\n");
        }
        let more = (lockouts.len() + thefts.len()).saturating_sub(8);
        if more > 0 {
            text.push_str(&format!("      and {more} more\n"));
        }
    }
    if changes.truncated {
        text.push_str("  Not every change was tried to the end, because there is too much.\n");
    }
    Some(text)
}
