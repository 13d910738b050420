//! The stories as files, with answers that were reasoned by hand. An answer
//! names the fields that matter; the report may have more.

use access_graph::{Caps, Graph, Report, Sizes};
use serde_json::Value;

fn assert_answer(file: &str, answer: &str) {
    let graph = Graph::from_json(file.as_bytes()).unwrap();
    let wanted: Value = serde_json::from_str(answer).unwrap();
    let report = Report::new(&graph, Sizes::default(), Caps::default());
    assert_within(&wanted, &serde_json::to_value(&report).unwrap(), "answer");

    let targets = wanted["targets"].as_object().unwrap();
    assert_eq!(targets.len(), report.targets.len());
    let all = Report::new(&graph, Sizes::All, Caps::default());
    for (id, target) in &all.targets {
        let findings = &target.findings;
        assert_eq!((findings.complete_to_size, findings.truncated), (None, false));
        let found = serde_json::to_value(findings).unwrap();
        for list in ["min_lockout_sets", "min_theft_sets"] {
            assert_eq!(found[list], wanted["targets"][id][list], "{id} {list}");
        }
    }
}

/// Asserts that all that is wanted is there; lists must be equal.
fn assert_within(wanted: &Value, found: &Value, path: &str) {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            for (name, value) in wanted {
                let path = format!("{path}.{name}");
                let there = found.get(name).unwrap_or_else(|| panic!("{path} is missing"));
                assert_within(value, there, &path);
            }
        }
        _ => assert_eq!(wanted, found, "{path}"),
    }
}

macro_rules! stories {
    ($($name:ident: $file:literal,)*) => {
        /// Holds each story's name, file and answer.
        pub(crate) const SAMPLES: &[(&str, &str, &str)] = &[
            $((
                $file,
                include_str!(concat!("../data/", $file, ".json")),
                include_str!(concat!("../data/", $file, ".answer.json")),
            ),)*
        ];

        $(
            #[test]
            fn $name() {
                let (_, file, answer) = SAMPLES.iter().find(|(name, ..)| *name == $file).unwrap();
                assert_answer(file, answer);
            }
        )*
    };
}

stories! {
    everything_in_one_phone: "one-phone",
    phone_and_laptop: "phone-and-laptop",
    forgotten_backup_password: "forgotten-backup",
    two_administrators_who_reset_each_other: "two-administrators",
    a_number_given_up_and_not_updated: "number-given-up",
}

/// A password that is kept in the vault that the mailbox resets, and a mailbox
/// that is opened with it: neither supports the other.
#[test]
fn a_cycle_does_not_support_itself() {
    let graph = Graph::from_json(
        br#"{"format":"access-graph/1","nodes":{
            "vault":{"kind":"account"},"mailbox":{"kind":"channel"},
            "passphrase":{"kind":"knowledge","held":true,"losable":true,"stealable":true},
            "in":{"kind":"identity"}},
          "methods":[{"to":"vault","needs":["passphrase"]},{"to":"vault","needs":["mailbox"]},
            {"to":"mailbox","needs":["vault"]},{"to":"in","needs":["mailbox","vault"]}]}"#,
    )
    .unwrap();
    for sizes in [Sizes::Adaptive, Sizes::All] {
        let report = Report::new(&graph, sizes, Caps::default());
        let findings = &report.targets["in"].findings;
        assert_eq!(findings.min_lockout_sets, [["passphrase"]]);
        assert_eq!(findings.min_theft_sets, [["passphrase"]]);
    }
}

/// What is so already is kept apart from what cannot be.
#[test]
fn already_is_not_impossible() {
    let graph = Graph::from_json(
        br#"{"format":"access-graph/1","nodes":{
            "open":{"kind":"identity","public":true},"shut":{"kind":"identity"},
            "safe":{"kind":"identity","held":true}}}"#,
    )
    .unwrap();
    let report = serde_json::to_value(Report::new(&graph, Sizes::All, Caps::default())).unwrap();
    let targets = &report["targets"];
    for (id, owner_in, lockouts, lockout, thefts, theft) in [
        ("open", false, "[[]]", "already", "[[]]", "already"),
        ("shut", false, "[[]]", "already", "[]", "impossible"),
        ("safe", true, "[]", "impossible", "[]", "impossible"),
    ] {
        let target = &targets[id];
        assert_eq!(target["owner_in_today"], owner_in, "{id}");
        assert_eq!(target["min_lockout_sets"].to_string(), lockouts, "{id}");
        assert_eq!(target["min_theft_sets"].to_string(), thefts, "{id}");
        assert_eq!((&target["lockout"], &target["theft"]), (&lockout.into(), &theft.into()));
        assert_eq!(target["complete_to_size"], Value::Null);
        let resilience = if owner_in { Value::Null } else { 0.into() };
        assert_eq!(target["resilience"], resilience, "{id}");
    }
}
