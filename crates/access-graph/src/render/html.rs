//! The report as one page that needs nothing else: no script, no network. What
//! the picture shows is there as text, too.

use super::{
    escaped,
    lines::{effect, outcomes, set},
    style::PAGE,
    verdict::{self, SHOWN, WHERE},
};
use crate::{
    Finding, Graph, PICTURE_STYLE, Picture, RULES, Rule, State, Suggestion, TargetReport, Whole,
};

/// Sets of one kind that are shown before a reader asks for more.
const FIRST: usize = 5;

/// Sets of one kind that are shown then.
const SETS: usize = 40;

/// Suggestions that are shown before a reader asks for more, which are all.
const SUGGESTIONS: usize = 12;

/// Findings of one rule that are shown.
const FINDINGS: usize = 40;

/// Outcomes that are shown of one what-if.
const OUTCOMES: usize = 100;

/// Writes the page.
pub fn html(graph: &Graph, whole: &Whole, picture: &Picture) -> String {
    let title = graph.file().title.as_deref().unwrap_or("Access report");
    let title = escaped(title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'\">\n<title>Access report: {title}</title>\n\
         <style>\n{PAGE}{PICTURE_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n\
         <p class=\"quiet\">Which losses lock you out, and which thefts let someone in.</p>\n"
    );
    page.push_str("<h2>The picture</h2>\n<div class=\"picture wide\" tabindex=\"0\" role=\"region\" aria-label=\"The picture; it can be scrolled\">\n");
    page.push_str(&picture.fragment());
    page.push_str("</div>\n<div class=\"picture narrow\">\n");
    page.push_str(&picture.narrow(&|_| None));
    page.push_str("</div>\n<details><summary>The picture in words</summary>\n<pre>");
    page.push_str(&escaped_lines(&picture.sentences()));
    page.push_str("</pre></details>\n");
    targets(&mut page, graph, whole);
    findings(&mut page, whole);
    suggestions(&mut page, graph, whole);
    what_ifs(&mut page, graph, whole);
    page.push_str(&format!(
        "<h2>What this rests on</h2>\n<p>{}</p>\n</main>\n</body>\n</html>\n",
        escaped(&verdict::facts(whole))
    ));
    page
}

fn escaped_lines(lines: &[String]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\n")
}

fn targets(page: &mut String, graph: &Graph, whole: &Whole) {
    let (targets, left_out) = verdict::worst_first(&whole.report);
    page.push_str("<h2>Where you stand</h2>\n<div class=\"cards\">\n");
    for (id, report) in targets {
        target(page, graph, whole, id, report);
    }
    page.push_str("</div>\n");
    if left_out > 0 {
        page.push_str(&format!(
            "<p class=\"quiet\">and {left_out} more sign-ins, which stand no worse ({WHERE})</p>\n"
        ));
    }
}

fn target(page: &mut String, graph: &Graph, whole: &Whole, id: &str, target: &TargetReport) {
    let findings = &target.findings;
    page.push_str(&format!("<section class=\"card\">\n<h3>{}</h3>\n", escaped(&target.label)));
    let bad = |state: State, least: Option<usize>| {
        state == State::Already || least.is_some_and(|least| least < 2)
    };
    let sides = [
        (
            if bad(findings.lockout, findings.resilience) { "loss" } else { "good" },
            format!("Losses: {}", verdict::losses(target)),
            &findings.min_lockout_sets,
            false,
        ),
        (
            if bad(findings.theft, findings.strength) { "theft" } else { "good" },
            format!("Thefts: {}", verdict::thefts(target)),
            &findings.min_theft_sets,
            true,
        ),
    ];
    for (class, sentence, sets, theft) in sides {
        page.push_str(&format!("<div class=\"side {class}\"><p>{}</p>\n", escaped(&sentence)));
        side(page, graph, id, sets, theft);
        page.push_str("</div>\n");
    }
    if let Some(events) = &target.events {
        for (sets, does) in [
            (&events.min_lockout_sets, "locks you out"),
            (&events.min_theft_sets, "lets a thief in"),
        ] {
            for set in sets.iter().filter(|set| !set.is_empty()).take(SHOWN) {
                page.push_str(&format!("<p>Event: {} {does}.</p>\n", escaped(&set.join(" + "))));
            }
            page.push_str(&more("p", sets.len().saturating_sub(SHOWN)));
        }
        if let Some(cut) = events.cut() {
            page.push_str(&format!("<p>Events: {cut}</p>\n"));
        }
    }
    let hangs_on = verdict::hangs_on(whole, graph, id, SHOWN);
    if !hangs_on.is_empty() {
        page.push_str("<details><summary>What this hangs on</summary>");
        for line in hangs_on {
            page.push_str(&format!("<p class=\"quiet\">{}</p>", escaped(&line)));
        }
        page.push_str("</details>\n");
    }
    if let Some(cut) = findings.cut() {
        page.push_str(&format!("<p>{cut}</p>\n"));
    }
    page.push_str("</section>\n");
}

/// Says how many a list leaves out, and where they are; nothing, if it has all.
fn more(tag: &str, count: usize) -> String {
    if count == 0 {
        return String::new();
    }
    format!("<{tag} class=\"quiet\">and {count} more ({WHERE})</{tag}>\n")
}

fn side(page: &mut String, graph: &Graph, target: &str, sets: &[Vec<String>], theft: bool) {
    let shown: Vec<&Vec<String>> = sets.iter().filter(|set| !set.is_empty()).take(SETS).collect();
    let (at_once, on_request) = shown.split_at(shown.len().min(FIRST));
    let list = |sets: &[&Vec<String>]| -> String {
        let items = sets.iter().map(|one| format!("<li>{}</li>", escaped(&set(graph, one))));
        format!("<ul>{}</ul>", items.collect::<String>())
    };
    if !at_once.is_empty() {
        page.push_str(&list(at_once));
    }
    if !on_request.is_empty() {
        let left = sets.len().saturating_sub(FIRST);
        page.push_str(&format!("<details><summary>and {left} more</summary>{}", list(on_request)));
        page.push_str(&more("p", sets.len().saturating_sub(SETS)));
        page.push_str("</details>\n");
    }
    let Some(first) = sets.first() else { return };
    let why = verdict::why(graph, target, first, theft);
    if !why.is_empty() {
        let what = if first.is_empty() {
            "Why?".to_owned()
        } else {
            format!("Why {}?", set(graph, first))
        };
        page.push_str(&format!(
            "<details><summary>{}</summary><pre>{}</pre></details>\n",
            escaped(&what),
            escaped_lines(&why)
        ));
    }
}

fn findings(page: &mut String, whole: &Whole) {
    let rules = &whole.rules;
    page.push_str("<h2>What is wrong</h2>\n<div class=\"stack\">\n");
    if rules.findings.is_empty() {
        page.push_str("<p>The rules have found nothing.</p>\n");
    }
    for group in rules.findings.chunk_by(|one, other| one.rule == other.rule) {
        of_one_rule(page, group);
    }
    if rules.left_out > 0 {
        page.push_str(&format!(
            "<p>and {} findings more, which are counted and not listed</p>\n",
            rules.left_out
        ));
    }
    if rules.truncated {
        page.push_str("<p>Some rules did not look at everything, because there is too much.</p>\n");
    }
    page.push_str("</div>\n");
}

fn of_one_rule(page: &mut String, group: &[Finding]) {
    let Some(first) = group.first() else { return };
    let severity = first.severity.word();
    page.push_str(&format!(
        "<section class=\"card\"><h3><span class=\"tag {severity}\">{severity}</span>{}</h3>\n<ul>",
        escaped(first.title)
    ));
    for finding in group.iter().take(FINDINGS) {
        page.push_str(&format!(
            "<li>{} <span class=\"quiet\">(confidence: {})</span></li>",
            escaped(&finding.message),
            finding.confidence.word()
        ));
    }
    page.push_str(&more("li", group.len().saturating_sub(FINDINGS)));
    page.push_str(&format!("</ul>\n<p>{}</p>", escaped(first.advice)));
    let rule = RULES.iter().find(|rule| rule.id == first.rule);
    let checks = rule.map(Rule::elsewhere).unwrap_or_default();
    if !checks.is_empty() {
        let checks = escaped(&checks.join(", "));
        page.push_str(&format!("\n<p class=\"quiet\">Other tools: {checks}</p>"));
    }
    page.push_str("</section>\n");
}

fn suggestions(page: &mut String, graph: &Graph, whole: &Whole) {
    let changes = &whole.changes;
    if changes.suggestions.is_empty() && !changes.truncated {
        return;
    }
    page.push_str("<h2>What could be changed</h2>\n<p class=\"quiet\">Each change was computed on both sides; those that open no new way come first.</p>\n<div class=\"stack\">\n");
    for suggestion in changes.suggestions.iter().take(SUGGESTIONS) {
        one_suggestion(page, graph, suggestion);
    }
    page.push_str("</div>\n");
    let rest = changes.suggestions.get(SUGGESTIONS..).unwrap_or_default();
    if !rest.is_empty() {
        let count = rest.len();
        page.push_str(&format!(
            "<details><summary>and {count} more</summary>\n<div class=\"stack\">\n"
        ));
        for suggestion in rest {
            one_suggestion(page, graph, suggestion);
        }
        page.push_str("</div></details>\n");
    }
    if changes.truncated {
        page.push_str("<p>Not every change was tried to the end, because there is too much.</p>\n");
    }
}

fn one_suggestion(page: &mut String, graph: &Graph, suggestion: &Suggestion) {
    let opens =
        if suggestion.opens { "<span class=\"tag medium\">opens a new way in</span>" } else { "" };
    page.push_str(&format!(
        "<section class=\"card\"><h3>{opens}{}</h3>\n",
        escaped(&suggestion.title)
    ));
    for (found, does, says) in [
        (&suggestion.lockouts, "Losses", "locks you out of"),
        (&suggestion.thefts, "Thefts", "lets a thief into"),
    ] {
        let lines = effect(graph, found, says);
        if lines.is_empty() {
            page.push_str(&format!("<p>{does}: nothing changes.</p>\n"));
            continue;
        }
        let count = lines.len() + found.left_out;
        page.push_str(&format!("<details><summary>{does}: {count} changes</summary><ul>"));
        for line in &lines {
            page.push_str(&format!("<li>{}</li>", escaped(line)));
        }
        if found.left_out > 0 {
            page.push_str(&format!(
                "<li class=\"quiet\">and {} more, which a report on the changed file lists</li>",
                found.left_out
            ));
        }
        page.push_str("</ul></details>\n");
    }
    if suggestion.truncated {
        page.push_str("<p>There may be more on either side.</p>\n");
    }
    page.push_str("</section>\n");
}

fn what_ifs(page: &mut String, graph: &Graph, whole: &Whole) {
    if whole.report.scenarios.is_empty() {
        return;
    }
    page.push_str("<h2>What if</h2>\n<div class=\"cards\">\n");
    for scenario in &whole.report.scenarios {
        page.push_str(&format!(
            "<section class=\"card\"><h3>{}</h3>\n<ul>",
            escaped(&scenario.name)
        ));
        let outcomes = outcomes(graph, scenario);
        for (id, line) in outcomes.iter().take(OUTCOMES) {
            page.push_str(&format!("<li>{}", escaped(line)));
            if let Some(why) = scenario.why.get(id) {
                let lines: Vec<String> = why.owner.iter().chain(&why.attacker).cloned().collect();
                page.push_str(&format!(
                    "<details><summary>Why?</summary><pre>{}</pre></details>",
                    escaped_lines(&lines)
                ));
            }
            page.push_str("</li>");
        }
        page.push_str(&more("li", outcomes.len().saturating_sub(OUTCOMES)));
        page.push_str("</ul>");
        if scenario.why_left_out > 0 {
            page.push_str(&format!(
                "<p class=\"quiet\">Why is not said of {} more: a file with one of them as its \
                 target says it.</p>",
                scenario.why_left_out
            ));
        }
        page.push_str("</section>\n");
    }
    page.push_str("</div>\n");
}
