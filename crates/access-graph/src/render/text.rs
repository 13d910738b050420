//! The report as plain text, to be read in a terminal.

use super::{
    lines::{effect, outcomes, set},
    verdict::{self, SHOWN, WHERE},
};
use crate::{Finding, Graph, RULES, Rule, Suggestion, TargetReport, Whole};

/// Suggestions that are shown.
const SUGGESTIONS: usize = 6;

/// Lines that are shown of what one suggestion does.
const EFFECTS: usize = 8;

/// Findings of one rule that are shown.
const FINDINGS: usize = 40;

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
        paragraphs.push(format!("and {left_out} more sign-ins, which stand no worse ({WHERE})\n"));
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
        text.push_str(&more("  ", outcomes.len().saturating_sub(OUTCOMES)));
        if scenario.why_left_out > 0 {
            text.push_str(&format!(
                "  why is not said of {} more (a file with one of them as its target says it)\n",
                scenario.why_left_out
            ));
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
            text.push_str(&more("  Events: ", sets.len().saturating_sub(SHOWN)));
        }
        if let Some(cut) = events.cut() {
            text.push_str(&format!("  Events: {cut}\n"));
        }
    }
    for line in verdict::hangs_on(whole, graph, id, SHOWN) {
        text.push_str(&format!("  {line}\n"));
    }
    if let Some(cut) = findings.cut() {
        text.push_str(&format!("  {cut}\n"));
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
    text.push_str(&more("    - ", sets.len().saturating_sub(SHOWN)));
}

/// Says how many a list leaves out, and where they are; nothing, if it has all.
fn more(indent: &str, count: usize) -> String {
    if count == 0 { String::new() } else { format!("{indent}and {count} more ({WHERE})\n") }
}

fn findings(whole: &Whole) -> Option<String> {
    let rules = &whole.rules;
    if rules.findings.is_empty() {
        return None;
    }
    let mut text = "What is wrong\n".to_owned();
    for group in rules.findings.chunk_by(|one, other| one.rule == other.rule) {
        of_one_rule(&mut text, group);
    }
    if rules.left_out > 0 {
        text.push_str(&format!(
            "  and {} findings more, which are counted and not listed\n",
            rules.left_out
        ));
    }
    if rules.truncated {
        text.push_str("  Some rules did not look at everything, because there is too much.\n");
    }
    Some(text)
}

fn of_one_rule(text: &mut String, group: &[Finding]) {
    let Some(first) = group.first() else { return };
    let (severity, title) = (first.severity.word(), first.title);
    text.push_str(&format!("  [{severity}] {title} ({})\n", first.rule));
    text.push_str(&format!("      What to do: {}\n", first.advice));
    let rule = RULES.iter().find(|rule| rule.id == first.rule);
    let checks = rule.map(Rule::elsewhere).unwrap_or_default();
    if !checks.is_empty() {
        text.push_str(&format!("      Other tools: {}\n", checks.join(", ")));
    }
    for finding in group.iter().take(FINDINGS) {
        let confidence = finding.confidence.word();
        text.push_str(&format!("    - {} (confidence: {confidence})\n", finding.message));
    }
    text.push_str(&more("    - ", group.len().saturating_sub(FINDINGS)));
}

fn suggestions(graph: &Graph, whole: &Whole) -> Option<String> {
    let changes = &whole.changes;
    if changes.suggestions.is_empty() && !changes.truncated {
        return None;
    }
    let mut text = "What could be changed, with both sides told\n".to_owned();
    for suggestion in changes.suggestions.iter().take(SUGGESTIONS) {
        one_suggestion(&mut text, graph, suggestion);
    }
    text.push_str(&more("  * ", changes.suggestions.len().saturating_sub(SUGGESTIONS)));
    if changes.truncated {
        text.push_str("  Not every change was tried to the end, because there is too much.\n");
    }
    Some(text)
}

fn one_suggestion(text: &mut String, graph: &Graph, suggestion: &Suggestion) {
    let opens = if suggestion.opens { " (opens a new way in)" } else { "" };
    text.push_str(&format!("  * {}{opens}\n", suggestion.title));
    let lockouts = effect(graph, &suggestion.lockouts, "locks you out of");
    let thefts = effect(graph, &suggestion.thefts, "lets a thief into");
    for line in lockouts.iter().chain(&thefts).take(EFFECTS) {
        text.push_str(&format!("      {line}\n"));
    }
    text.push_str(&more("      ", (lockouts.len() + thefts.len()).saturating_sub(EFFECTS)));
    let counted = suggestion.lockouts.left_out + suggestion.thefts.left_out;
    if counted > 0 {
        text.push_str(&format!(
            "      and {counted} more, which a report on the changed file lists\n"
        ));
    }
    if suggestion.truncated {
        text.push_str("      there may be more on either side\n");
    }
}
