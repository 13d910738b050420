//! The report as text, page and SARIF.

use access_graph::{Caps, Graph, Picture, RULES, Sizes, Whole, html, sarif, text};
use serde_json::Value;

use crate::stories::SAMPLES;

fn whole(file: &str) -> (Graph, Whole) {
    let graph = Graph::from_json(file.as_bytes()).unwrap();
    let whole = Whole::new(&graph, &[], Sizes::Adaptive, Caps::default(), None);
    (graph, whole)
}

/// Says which rules strike in a story.
fn rules(story: &str) -> Vec<&'static str> {
    let (_, file, _) = SAMPLES.iter().find(|(name, ..)| *name == story).unwrap();
    let mut rules: Vec<_> = whole(file).1.rules.findings.iter().map(|f| f.rule).collect();
    rules.dedup();
    rules
}

#[test]
fn the_rules_see_what_the_stories_tell() {
    for (story, rule) in [
        ("one-phone", "one-container"),
        ("one-phone", "single-loss"),
        ("phone-and-laptop", "single-loss"),
        ("forgotten-backup", "no-administrator"),
        ("two-administrators", "administrators-reset-each-other"),
        ("number-given-up", "number-given-up"),
        ("number-given-up", "recovery-weaker-than-sign-in"),
        ("number-given-up", "root-without-spare"),
    ] {
        assert!(rules(story).contains(&rule), "{story}: {:?}", rules(story));
    }
    assert!(!rules("phone-and-laptop").contains(&"one-container"));
    assert!(!rules("two-administrators").contains(&"one-administrator"));
}

#[test]
fn the_page_stands_alone_and_says_what_the_text_says() {
    for (name, file, _) in SAMPLES {
        let (graph, whole) = whole(file);
        let picture = Picture::new(&graph, &whole.report, None);
        let page = html(&graph, &whole, &picture);
        for never in ["<script", "http-equiv=\"refresh\"", "src=", "url(http", "@import"] {
            assert!(!page.contains(never), "{name}: {never}");
        }
        assert_eq!(page.matches("<section").count(), page.matches("</section>").count());
        let text = text(&graph, &whole, false);
        for finding in &whole.rules.findings {
            assert!(text.contains(&finding.message), "{name}");
            let escaped = finding.message.replace('\'', "&#39;");
            assert!(page.contains(&escaped), "{name}: {}", finding.message);
        }
        for node in graph.file().nodes.values().filter_map(|node| node.label.as_ref()) {
            assert!(page.contains(&node.replace('\'', "&#39;")), "{name}: {node}");
        }
    }
}

#[test]
fn every_set_is_explained_on_request() {
    let (_, file, _) = SAMPLES.iter().find(|(name, ..)| *name == "one-phone").unwrap();
    let (graph, whole) = whole(file);
    let text = text(&graph, &whole, true);
    assert!(text.contains("    - the phone\n        signed in: no way is left."), "{text}");
    assert!(text.contains("the phone: stolen."), "{text}");
}

/// What SARIF 2.1.0 (OASIS) asks of the parts of a log that a report writes: which
/// properties there are, which must be there, and what they may hold.
const SARIF: &str = include_str!("../data/sarif.schema.json");

#[test]
fn sarif_is_what_the_standard_asks_for() {
    let schema: Value = serde_json::from_str(SARIF).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for (name, file, _) in SAMPLES {
        let (_, mut whole) = whole(file);
        for left_out in [0, 3] {
            whole.rules.left_out = left_out;
            let log = sarif(&whole, "a%20graph.json", file.as_bytes());
            let faults: Vec<String> = schema.iter_errors(&log).map(|e| e.to_string()).collect();
            assert!(faults.is_empty(), "{name}: {faults:?}");
            let notices = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
            assert_eq!(notices.as_array().unwrap().len(), left_out.min(1), "{name}");
        }
        // The schema is not one that takes anything.
        let log = sarif(&whole, "graph.json", file.as_bytes());
        for (path, value) in [
            ("/runs/0/results/0/level", "grave"),
            ("/version", "2.0.0"),
            ("/runs/0/results/0/message", "text"),
            ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", "1"),
        ] {
            let mut wrong = log.clone();
            *wrong.pointer_mut(path).unwrap() = value.into();
            assert!(!schema.is_valid(&wrong), "{path}");
        }
    }
}

#[test]
fn sarif_names_rules_and_lines() {
    let (_, file, _) = SAMPLES.iter().find(|(name, ..)| *name == "number-given-up").unwrap();
    let (_, whole) = whole(file);
    let log: Value = sarif(&whole, "graph.json", file.as_bytes());
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), RULES.len());
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), whole.rules.findings.len());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], RULES[index].id);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "graph.json");
        let line = usize::try_from(place["region"]["startLine"].as_u64().unwrap()).unwrap();
        let name = &result["locations"][0]["logicalLocations"][0]["name"];
        assert!(file.lines().nth(line - 1).unwrap().contains(&name.to_string()));
    }
}
