//! The stories as files, with answers that were reasoned by hand. An answer
//! names the fields that matter; the report may have more.

use access_graph::{AccessFile, Caps, Graph, Picture, Report, Sizes};
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

/// Two administrators who can reset each other: each is a help for the other as long as
/// one of them stands, and both fall with either.
#[test]
fn two_administrators_stand_and_fall_together() {
    let (_, file, _) = SAMPLES.iter().find(|(name, ..)| *name == "two-administrators").unwrap();
    let file = AccessFile::from_json(file.as_bytes()).unwrap();
    let report = |file: &AccessFile| {
        let graph = Graph::new(file.clone()).unwrap();
        (Report::new(&graph, Sizes::All, Caps::default()), graph)
    };
    let (both, graph) = report(&file);
    let what_if = |losing: &[&str], stealing: &[&str]| {
        let ids = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
        let what_if = graph.what_if("asked", &ids(losing), &ids(stealing)).unwrap();
        let outcome = graph.outcome(&what_if);
        ["alice", "bob"].map(|id| {
            let node = graph.node(id).unwrap();
            (outcome.owner_has(node), outcome.attacker_has(node))
        })
    };
    // Whatever one of them loses, the other brings back, even the identity itself.
    assert_eq!(what_if(&["a-token", "a-password"], &[]), [(true, false); 2]);
    // The circle holds nobody up: neither can reset the other when both are out.
    assert_eq!(what_if(&["a-token", "b-password"], &[]), [(false, false); 2]);
    // Who has taken one has both.
    assert_eq!(what_if(&[], &["b-password", "b-token"]), [(true, true); 2]);
    for target in both.targets.values() {
        assert_eq!((target.findings.resilience, target.findings.strength), (Some(2), Some(2)));
    }

    // Without the one reset, Alice hangs on each of her things, and only Bob's fall
    // still follows from hers.
    let mut one_way = file.clone();
    one_way.methods.retain(|method| method.to != "alice" || method.needs != ["bob"]);
    let (found, _) = report(&one_way);
    let of = |id: &str| &found.targets[id].findings;
    assert_eq!(of("alice").min_lockout_sets, [["a-password"], ["a-token"]]);
    assert_eq!(of("alice").min_theft_sets, [["a-password", "a-token"]]);
    assert_eq!(of("bob").min_theft_sets.len(), 2);

    // The picture says it: two arrows for emergencies, one each way.
    let picture = Picture::new(&graph, &both, None);
    let words = picture.sentences();
    for (who, by) in [("Alice", "Bob"), ("Bob", "Alice")] {
        let at = words.iter().position(|line| line.starts_with(&format!("{who}, admin"))).unwrap();
        assert!(words[at].contains("2 losses lock out, 2 thefts let in"), "{}", words[at]);
        let ways = words[at + 1..].iter().take_while(|line| line.starts_with(' '));
        let reset = format!("  opened by {by}, administrator, for emergencies.");
        assert_eq!(ways.filter(|line| **line == reset).count(), 1, "{words:?}");
    }
    assert_eq!(picture.svg().matches("class=\"way both recovery\"").count(), 3, "and the key");
}
