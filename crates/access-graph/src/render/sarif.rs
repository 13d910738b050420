//! Findings as SARIF 2.1.0, for tools that show the results of analyses.

use serde_json::{Value, json};

use crate::{Confidence, Finding, RULES, Severity, Whole};

/// Writes the findings of a report about a file as SARIF. `uri` is how the
/// file is named in the result, `source` its bytes, from which lines are told.
pub fn sarif(whole: &Whole, uri: &str, source: &[u8]) -> Value {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "name": rule.title,
                "shortDescription": { "text": rule.title },
                "fullDescription": { "text": rule.explanation },
                "help": { "text": rule.advice },
                "defaultConfiguration": { "level": level(rule.severity) },
                "properties": {
                    "security-severity": score(rule.severity),
                    "tags": rule.elsewhere(),
                },
            })
        })
        .collect();
    let lines = lines_of_nodes(source);
    let results: Vec<Value> =
        whole.rules.findings.iter().map(|finding| result(finding, uri, &lines)).collect();
    let complete = !whole.rules.truncated && whole.rules.left_out == 0;
    let notice = json!([{
        "level": "warning",
        "message": { "text": "There is more than is listed: the file is too large to be gone through." },
    }]);
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "secondkey report",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": if complete { json!([]) } else { notice },
            }],
            "artifacts": [{ "location": { "uri": uri } }],
            "results": results,
        }],
    })
}

fn result(finding: &Finding, uri: &str, lines: &[(String, usize)]) -> Value {
    let subject = finding.subject.as_ref().or_else(|| finding.nodes.first());
    let line =
        subject.and_then(|id| lines.iter().find(|(name, _)| name == id).map(|(_, line)| *line));
    let rank = match finding.confidence {
        Confidence::High => 90.0,
        Confidence::Medium => 60.0,
        Confidence::Low => 30.0,
    };
    let named: Vec<Value> = finding
        .subject
        .iter()
        .chain(&finding.nodes)
        .map(|id| json!({ "name": id, "fullyQualifiedName": format!("nodes.{id}"), "kind": "object" }))
        .collect();
    json!({
        "ruleId": finding.rule,
        "ruleIndex": RULES.iter().position(|rule| rule.id == finding.rule),
        "level": level(finding.severity),
        "rank": rank,
        "message": { "text": format!("{}. {}", finding.message, finding.advice) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri, "index": 0 },
                "region": { "startLine": line.unwrap_or(1) },
            },
            "logicalLocations": named,
        }],
        "properties": {
            "severity": finding.severity.word(),
            "confidence": finding.confidence.word(),
        },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    }
}

/// Finds the line on which each node begins, in a file that is known to be
/// right: the keys one level below the key `nodes` of the whole.
fn lines_of_nodes(source: &[u8]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let (mut line, mut depth, mut in_nodes, mut at_key) = (1, 0_u32, false, false);
    let mut place = 0;
    while let Some(&byte) = source.get(place) {
        place += 1;
        match byte {
            b'\n' => line += 1,
            b'{' => (depth, at_key) = (depth + 1, true),
            b'[' => (depth, at_key) = (depth + 1, false),
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => at_key = true,
            b':' => at_key = false,
            b'"' => {
                let start = place - 1;
                while let Some(&inner) = source.get(place) {
                    place += 1;
                    match inner {
                        b'\\' => place += 1,
                        b'"' => break,
                        _ => {}
                    }
                }
                let text = source.get(start..place).unwrap_or_default();
                if at_key && depth == 1 {
                    in_nodes = text == b"\"nodes\"";
                } else if at_key && depth == 2 && in_nodes {
                    let name = serde_json::from_slice(text).unwrap_or_default();
                    found.push((name, line));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_lines_of_nodes() {
        let source = b"{\"title\": \"nodes\",\n\"nodes\": {\n \"a\": {\"label\": \"x\\\"{\"},\n\n \"b\\u0063\": {}},\n\"events\": {\"c\": [\"a\"]}}";
        assert_eq!(lines_of_nodes(source), [("a".to_owned(), 3), ("bc".to_owned(), 5)]);
    }
}
