//! Suggestions tell both sides, and tell the truth.

use access_graph::{Caps, Comparison, Graph, Report, Sizes, Suggestions, TargetSet};
use proptest::prelude::*;

use crate::reference::{any_file, graph};
use crate::stories::SAMPLES;

fn of_sample(name: &str) -> Suggestions {
    let (_, file, _) = SAMPLES.iter().find(|(sample, ..)| *sample == name).unwrap();
    let graph = Graph::from_json(file.as_bytes()).unwrap();
    let report = Report::new(&graph, Sizes::Adaptive, Caps::default());
    Suggestions::new(&graph, &report)
}

fn set(ids: &[&str]) -> TargetSet {
    let set = ids.iter().map(|&id| id.to_owned()).collect();
    TargetSet { set, target: "signin".to_owned() }
}

#[test]
fn a_key_of_its_own_removes_both_single_points_of_the_one_phone() {
    let found = of_sample("one-phone");
    let key = "register a hardware key with a PIN for signed in";
    let key = found.suggestions.iter().find(|s| s.title == key).unwrap();
    assert_eq!(key.single_points_removed, 2);
    assert_eq!(key.lockouts.removed, [set(&["phone"]), set(&["pin"])]);
    // The other side is told, too: the key and its PIN are a way in.
    assert!(key.opens);
    assert_eq!(key.thefts.added.len(), 1);
    assert!(key.thefts.removed.is_empty());
}

#[test]
fn those_that_open_nothing_come_first() {
    for (name, ..) in SAMPLES {
        let found = of_sample(name);
        assert!(!found.truncated && !found.suggestions.is_empty(), "{name}");
        assert!(found.suggestions.is_sorted_by_key(|s| (s.opens, -s.single_points_removed)));
    }
    // The phone that anybody may have is replaced before anything is opened.
    let first = &of_sample("number-given-up").suggestions[0];
    assert!(!first.opens && first.single_points_removed >= 1, "{first:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// What is said to be removed was there before, and what is said to be new
    /// was not.
    #[test]
    fn what_comes_and_goes_is_so(file in any_file()) {
        let graph = graph(&file);
        let report = Report::new(&graph, Sizes::UpTo(2), Caps::default());
        for suggestion in Suggestions::new(&graph, &report).suggestions {
            for (effect, thefts) in [(&suggestion.lockouts, false), (&suggestion.thefts, true)] {
                let is_there = |one: &TargetSet| {
                    let findings = &report.targets[&one.target].findings;
                    let sets =
                        if thefts { &findings.min_theft_sets } else { &findings.min_lockout_sets };
                    sets.contains(&one.set)
                };
                prop_assert!(effect.removed.iter().all(is_there));
                prop_assert!(!effect.added.iter().any(is_there));
            }
        }
    }
}

#[test]
fn a_comparison_tells_worse_from_better() {
    let file = |device: &str| {
        Graph::from_json(
            format!(
                r#"{{"format":"access-graph/1","nodes":{{
                "pw":{{"held":true}},"phone":{{"held":true,"losable":true}},
                "laptop":{{"held":true,"losable":true}},"in":{{"kind":"identity"}}}},
                "methods":[{{"to":"in","needs":["pw","phone"]}}{device}]}}"#
            )
            .as_bytes(),
        )
        .unwrap()
    };
    let (one, two) = (file(""), file(r#",{"to":"in","needs":["pw","laptop"]}"#));
    let worse = Comparison::new(&two, &one);
    assert!(worse.is_worse);
    let lines = worse.lockouts.lines(&two, "locks you out of");
    assert_eq!(
        lines,
        ["no longer: laptop + phone locks you out of in", "new: phone locks you out of in"]
    );
    assert!(!Comparison::new(&one, &two).is_worse);
    assert!(!Comparison::new(&one, &one).is_worse);
}
