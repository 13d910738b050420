//! Minimal sets against the reference, and what must not change them.

use access_graph::{AccessFile, Caps, Findings, Graph, Method, Report, Sizes, State};
use proptest::prelude::*;

use crate::reference::{
    Reference, Sets, any_file, assert_honest, fourteen_leaves, graph, id, sets, up_to,
};

fn state(sets: &Sets) -> State {
    match sets.first() {
        None => State::Impossible,
        Some(set) if set.is_empty() => State::Already,
        Some(_) => State::Possible,
    }
}

fn report(graph: &Graph, sizes: Sizes) -> Report {
    Report::new(graph, sizes, Caps::default())
}

fn assert_findings(findings: &Findings, sizes: Sizes, (lockouts, thefts): &(Sets, Sets)) {
    assert_honest(findings, lockouts, thefts);
    assert!(!findings.truncated);
    assert_eq!((findings.lockout, findings.theft), (state(lockouts), state(thefts)));
    let smallest = |sets: &Sets| sets.iter().map(std::collections::BTreeSet::len).min();
    for (found, at_least, sets) in [
        (findings.resilience, findings.resilience_at_least, lockouts),
        (findings.strength, findings.strength_at_least, thefts),
    ] {
        match (found, at_least) {
            (Some(size), None) => assert_eq!(smallest(sets), Some(size)),
            (None, Some(size)) => assert!(smallest(sets).unwrap() >= size),
            (None, None) => assert_eq!(smallest(sets), None),
            (Some(_), Some(_)) => panic!("either the size or a bound"),
        }
    }
    match sizes {
        Sizes::All => {
            assert_eq!(findings.complete_to_size, None);
            assert_eq!(findings.lockout_sets_in_all, Some(lockouts.len() as u64));
            assert_eq!(findings.theft_sets_in_all, Some(thefts.len() as u64));
        }
        Sizes::UpTo(size) => {
            assert_eq!(findings.complete_to_size, Some(size));
            assert_eq!(sets(&findings.min_lockout_sets), up_to(size, lockouts));
        }
        Sizes::Adaptive => {
            let small = |sets: &Sets| sets.is_empty() || !up_to(3, sets).is_empty();
            let size = if small(lockouts) && small(thefts) { 3 } else { 5 };
            assert_eq!(findings.complete_to_size, Some(size));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn are_those_of_the_reference(file in any_file()) {
        let graph = graph(&file);
        let reference = Reference::new(&file);
        let (by_node, by_event) = (reference.by_node(), reference.by_event());
        for sizes in [Sizes::Adaptive, Sizes::All, Sizes::UpTo(0), Sizes::UpTo(2), Sizes::UpTo(8),
            Sizes::UpTo(9), Sizes::UpTo(14)]
        {
            let report = report(&graph, sizes);
            for (n, target) in report.targets.values().enumerate() {
                assert_findings(&target.findings, sizes, &by_node[n]);
                prop_assert_eq!(target.events.is_some(), !file.events.is_empty());
                if let Some(events) = &target.events {
                    assert_findings(events, sizes, &by_event[n]);
                }
            }
        }
    }

    #[test]
    fn do_not_depend_on_names(file in any_file(), shift in 1_usize..14) {
        let rename = |old: &String| {
            let number: usize = old[1..].parse().unwrap();
            id((number * 5 + shift) % 97)
        };
        let all = |ids: &Vec<String>| ids.iter().map(rename).collect::<Vec<_>>();
        let renamed = AccessFile {
            nodes: file.nodes.iter().map(|(id, node)| (rename(id), node.clone())).collect(),
            methods: file.methods.iter().rev().map(|method| Method {
                to: rename(&method.to), needs: all(&method.needs), ..method.clone()
            }).collect(),
            targets: file.targets.as_ref().map(all),
            ..AccessFile::default()
        };
        let (one, other) = (report(&graph(&file), Sizes::All), report(&graph(&renamed), Sizes::All));
        let moved = |list: &[Vec<String>]| -> Sets {
            list.iter().map(|set| set.iter().map(rename).collect()).collect()
        };
        for (id, target) in &one.targets {
            let (a, b) = (&target.findings, &other.targets[&rename(id)].findings);
            prop_assert_eq!(moved(&a.min_lockout_sets), sets(&b.min_lockout_sets));
            prop_assert_eq!(moved(&a.min_theft_sets), sets(&b.min_theft_sets));
        }
    }

    #[test]
    fn do_not_change_with_a_method_that_takes_more(file in any_file(), pick in any::<(usize, usize)>()) {
        prop_assume!(!file.methods.is_empty());
        let mut method = file.methods[pick.0 % file.methods.len()].clone();
        method.needs.push(id(pick.1 % file.nodes.len()));
        let mut more = file.clone();
        more.methods.push(method);
        for sizes in [Sizes::UpTo(4), Sizes::All] {
            let (one, other) = (report(&graph(&file), sizes), report(&graph(&more), sizes));
            prop_assert_eq!(
                serde_json::to_value(one).unwrap(),
                serde_json::to_value(other).unwrap()
            );
        }
    }
}

proptest! {
    // Each case tries 2 × 16,384 sets.
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// All sets, of every size, of graphs with fourteen things that can be lost and
    /// stolen.
    #[test]
    fn of_fourteen_leaves_are_those_of_the_reference(file in fourteen_leaves()) {
        let leaves = file.nodes.values().filter(|node| node.losable && node.stealable).count();
        prop_assert_eq!(leaves, 14);
        let graph = graph(&file);
        let answers = Reference::new(&file).by_node();
        for sizes in [Sizes::All, Sizes::Adaptive] {
            for (id, target) in &report(&graph, sizes).targets {
                let place = file.nodes.keys().position(|name| name == id).unwrap();
                assert_findings(&target.findings, sizes, &answers[place]);
            }
        }
    }
}
