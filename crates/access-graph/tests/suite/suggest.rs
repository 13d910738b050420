//! Suggestions tell both sides, and tell the truth.

use std::cmp::Reverse;

use access_graph::{
    AccessFile, Caps, Comparison, Effect, Graph, Kind, Method, Node, NodeId, Purpose, Report,
    Sizes, Suggestion, Suggestions, Tag, TargetSet, WhatIf,
};
use proptest::prelude::*;

use crate::reference::{any_file, graph};
use crate::stories::SAMPLES;

fn of_sample(name: &str) -> Suggestions {
    let (_, file, _) = SAMPLES.iter().find(|(sample, ..)| *sample == name).unwrap();
    let graph = Graph::from_json(file.as_bytes()).unwrap();
    let report = Report::new(&graph, Sizes::Adaptive, Caps::default());
    Suggestions::new(&graph, &report, Caps::default())
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

/// The password of this set-up can be reset, and so is not what the sign-in takes
/// itself.
#[test]
fn printed_codes_are_offered_to_who_has_everything_in_one_phone() {
    let found = of_sample("one-phone");
    let codes = "print recovery codes for signed in, and keep them elsewhere";
    let codes = found.suggestions.iter().find(|s| s.title == codes).unwrap();
    assert_eq!(codes.single_points_removed, 2);
    assert_eq!(codes.lockouts.removed, [set(&["phone"]), set(&["pin"])]);
    assert!(codes.lockouts.added.is_empty());
    // The other side: whoever has the sheet and the password is in.
    assert!(codes.opens);
    assert_eq!(codes.thefts.added, [set(&["new printed codes for signed in", "password"])]);
}

#[test]
fn a_spare_with_a_pin_of_its_own_does_without_the_old_one() {
    let found = of_sample("one-phone");
    let titled = |title: &str| found.suggestions.iter().find(|s| s.title == title).unwrap();
    let spare = titled("get a spare for the phone that asks for a PIN of its own");
    assert_eq!(spare.lockouts.removed, [set(&["phone"]), set(&["pin"])]);
    let [opened] = spare.thefts.added.as_slice() else { panic!("{:?}", spare.thefts) };
    assert!(
        spare.opens && opened.set.len() == 2 && !opened.set.iter().any(|id| id == "pin"),
        "{opened:?}"
    );
    let same = "get a spare for the phone that opens with the phone's PIN, and keep it elsewhere";
    assert_eq!(titled(same).lockouts.removed, [set(&["phone"])]);
}

#[test]
fn a_password_that_is_asked_for_with_a_device_is_no_lock_of_it() {
    let file = r#"{"format":"access-graph/1","nodes":{
        "in":{"kind":"identity"},
        "key":{"held":true,"losable":true,"stealable":true},
        "word":{"kind":"knowledge","held":true,"losable":true,"stealable":true}},
        "methods":[{"to":"in","needs":["key","word"]}]}"#;
    let graph = Graph::from_json(file.as_bytes()).unwrap();
    let report = Report::new(&graph, Sizes::Adaptive, Caps::default());
    let found = Suggestions::new(&graph, &report, Caps::default());
    let spare =
        found.suggestions.iter().find(|s| s.title == "get a spare for key, and keep it elsewhere");
    let spare = spare.unwrap();
    assert!(
        spare.thefts.added.iter().all(|opened| opened.set.iter().any(|id| id == "word")),
        "{spare:?}"
    );
}

#[test]
fn that_not_every_change_was_tried_is_said() {
    let mut file = AccessFile::default();
    let thing = Node { held: true, losable: true, stealable: true, ..Node::default() };
    for number in 0..30 {
        let (who, key) = (format!("user {number}"), format!("key {number}"));
        file.nodes.insert(who.clone(), Node { kind: Kind::Identity, ..Node::default() });
        file.nodes.insert(key.clone(), thing.clone());
        file.methods.push(Method { to: who, needs: vec![key], ..Method::default() });
    }
    let graph = Graph::new(file).unwrap();
    let report = Report::new(&graph, Sizes::Adaptive, Caps::default());
    let found = Suggestions::new(&graph, &report, Caps::default());
    assert!(found.truncated && !found.suggestions.is_empty());
}

#[test]
fn those_that_open_nothing_come_first() {
    for (name, ..) in SAMPLES {
        let found = of_sample(name);
        assert!(!found.truncated && !found.suggestions.is_empty(), "{name}");
        assert!(
            found.suggestions.is_sorted_by_key(|s| (s.opens, Reverse(s.single_points_removed)))
        );
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
        for suggestion in Suggestions::new(&graph, &report, Caps::default()).suggestions {
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
    let worse = Comparison::new(&two, &one, Caps::default());
    assert!(worse.is_worse);
    let lines = worse.lockouts.lines(&two, "locks you out of");
    // Whoever loses both is locked out as before.
    assert_eq!(lines, ["new: phone locks you out of in"]);
    let better = Comparison::new(&one, &two, Caps::default());
    let lines = better.lockouts.lines(&one, "locks you out of");
    assert_eq!(lines, ["no longer: phone locks you out of in"]);
    assert!(!better.is_worse);
    assert!(!Comparison::new(&one, &one, Caps::default()).is_worse);
}

/// Says by the closure alone whether the losses, or the thefts, of a set lock the
/// owner out of the target, or let a thief in. What a graph does not have, or does
/// not consider, is not taken.
fn fells(graph: &Graph, one: &TargetSet, thefts: bool) -> bool {
    let considered = if thefts { graph.stealable() } else { graph.losable() };
    let nodes = one.set.iter().filter_map(|id| graph.node(id));
    let nodes: Vec<NodeId> = nodes.filter(|node| considered.contains(node)).collect();
    let (loses, steals) = if thefts { (Vec::new(), nodes) } else { (nodes, Vec::new()) };
    let outcome = graph.outcome(&WhatIf { name: String::new(), loses, steals });
    let target = graph.node(&one.target).unwrap();
    if thefts { outcome.attacker_has(target) } else { !outcome.owner_has(target) }
}

/// Asserts that what is said to be removed works before and not after, and what is
/// said to be added the other way round.
fn assert_true(before: &Graph, after: &Graph, lockouts: &Effect, thefts: &Effect) {
    for (effect, thefts) in [(lockouts, false), (thefts, true)] {
        for one in &effect.removed {
            let so = (fells(before, one, thefts), fells(after, one, thefts));
            assert_eq!(so, (true, false), "removed: {one:?}, thefts: {thefts}");
        }
        for one in &effect.added {
            let so = (fells(before, one, thefts), fells(after, one, thefts));
            assert_eq!(so, (false, true), "added: {one:?}, thefts: {thefts}");
        }
    }
}

/// Asserts the same of every suggestion, and that each of them removes something.
fn assert_all_true(graph: &Graph, found: &Suggestions) {
    for suggestion in &found.suggestions {
        let changed = Graph::new(suggestion.changed.clone()).unwrap();
        let Suggestion { lockouts, thefts, title, .. } = suggestion;
        assert_true(graph, &changed, lockouts, thefts);
        let removed = lockouts.removed.len() + thefts.removed.len();
        assert!(removed > 0, "{title} removes nothing");
    }
}

/// Makes an organization: everybody has a password and a device; administrators
/// reset one another's devices and those of all users.
fn administrators(count: usize, users: usize) -> AccessFile {
    let mut file = AccessFile::default();
    let leaf = Node { held: true, losable: true, stealable: true, ..Node::default() };
    let named = |n: usize| if n < count { format!("admin{n:02}") } else { format!("user{n:02}") };
    for n in 0..count + users {
        let (name, password, device) =
            (named(n), format!("password{n:02}"), format!("device{n:02}"));
        let kind = Kind::Identity;
        file.nodes.insert(name.clone(), Node { kind, ..Node::default() });
        let secret = Node { kind: Kind::Knowledge, tags: vec![Tag::Password], ..leaf.clone() };
        file.nodes.insert(password.clone(), secret);
        file.nodes.insert(device.clone(), leaf.clone());
        let mut way = |needs: Vec<String>, purpose: Purpose| {
            let purpose = Some(purpose);
            file.methods.push(Method { to: name.clone(), needs, purpose, ..Method::default() });
        };
        way(vec![password.clone(), device], Purpose::SignIn);
        for by in (0..count).filter(|&by| by != n) {
            way(vec![password.clone(), named(by)], Purpose::Reset);
        }
    }
    file
}

#[test]
fn a_search_that_is_cut_short_is_not_taken_for_a_change() {
    let graph = graph(&administrators(20, 10));
    let report = Report::new(&graph, Sizes::UpTo(2), Caps::default());
    let mut made = 0;
    for steps in [0, 300, 3_000, 10_000, 30_000, 100_000, 150_000_000] {
        let caps = Caps { steps, ..Caps::default() };
        let found = Suggestions::new(&graph, &report, caps);
        assert_all_true(&graph, &found);
        let cut = found.suggestions.iter().any(|suggestion| suggestion.truncated);
        assert!(found.truncated || !cut, "{steps}");
        if steps == 0 {
            assert!(found.truncated && found.suggestions.is_empty());
        }
        made = found.suggestions.len();
    }
    assert!(made > 0);
}

#[test]
fn a_comparison_that_is_cut_short_says_so() {
    let (one, more) = (graph(&administrators(2, 10)), graph(&administrators(20, 10)));
    for steps in [0, 300, 3_000, 30_000, 150_000_000] {
        let caps = Caps { steps, ..Caps::default() };
        for (before, after) in [(&one, &more), (&more, &one)] {
            let Comparison { lockouts, thefts, truncated, .. } =
                Comparison::new(before, after, caps);
            assert_true(before, after, &lockouts, &thefts);
            assert_eq!(truncated, steps < 30_000, "{steps}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Whatever is compared within whatever caps, what is told is so in both graphs;
    /// and what is not cut short tells all.
    #[test]
    fn what_is_told_is_so(one in any_file(), other in any_file(), steps in 0_u64..2_000) {
        let other = AccessFile { targets: one.targets.clone(), ..other };
        let targets = one.targets.iter().flatten();
        let targets = targets.filter(|id| other.nodes.contains_key(*id)).cloned().collect();
        let one = AccessFile { targets: Some(targets), ..one };
        let other = AccessFile { targets: one.targets.clone(), ..other };
        let (before, after) = (graph(&one), graph(&other));
        for steps in [steps, 1_000_000] {
            let caps = Caps { steps, ..Caps::default() };
            let Comparison { lockouts, thefts, truncated, .. } =
                Comparison::new(&before, &after, caps);
            assert_true(&before, &after, &lockouts, &thefts);
            if !truncated {
                let report = |graph| Report::new(graph, Sizes::UpTo(2), Caps::default());
                let (old, new) = (report(&before), report(&after));
                for thefts_told in [false, true] {
                    let effect = if thefts_told { &thefts } else { &lockouts };
                    let sets = |report: &Report, then: &Graph| -> usize {
                        let each = report.targets.iter().flat_map(|(target, answer)| {
                            let found = &answer.findings;
                            let sets = if thefts_told { &found.min_theft_sets } else { &found.min_lockout_sets };
                            sets.iter().map(|set| TargetSet { set: set.clone(), target: target.clone() })
                        });
                        each.filter(|set| !fells(then, set, thefts_told)).count()
                    };
                    let all = sets(&old, &after) + sets(&new, &before);
                    prop_assert_eq!(effect.removed.len() + effect.added.len() + effect.left_out, all);
                }
            }
        }
        let report = Report::new(&before, Sizes::UpTo(2), Caps::default());
        let caps = Caps { steps, ..Caps::default() };
        assert_all_true(&before, &Suggestions::new(&before, &report, caps));
    }
}
