//! Whatever the caps: what is listed is right, what is said to be complete is,
//! and what is cut is said to be cut. Large graphs end soon.

use std::collections::BTreeMap;

use access_graph::{AccessFile, Caps, Graph, Kind, Method, Node, Report, Sizes};
use proptest::prelude::*;

use crate::reference::{Reference, any_file, assert_honest, graph, id};

fn any_caps() -> impl Strategy<Value = Caps> {
    let small = || prop_oneof![0_u64..20, 0_u64..300, Just(1_000_000)];
    let few = || prop_oneof![0_usize..6, 0_usize..40, Just(100_000)];
    (small(), small(), few(), few(), few(), small(), few(), small()).prop_map(
        |(steps, pairs, sets_per_node, sets, diagram_nodes, diagram_steps, listed, check_steps)| {
            Caps {
                steps,
                pairs,
                sets_per_node,
                sets,
                diagram_nodes,
                diagram_steps,
                listed,
                check_steps,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn is_honest(file in any_file(), caps in any_caps()) {
        let graph = graph(&file);
        let wanted = Reference::new(&file).by_node();
        for sizes in [Sizes::Adaptive, Sizes::All, Sizes::UpTo(4), Sizes::UpTo(12)] {
            let report = Report::new(&graph, sizes, caps);
            for (target, (lockouts, thefts)) in report.targets.values().zip(&wanted) {
                let findings = &target.findings;
                assert_honest(findings, lockouts, thefts);
                let asked = match sizes {
                    Sizes::Adaptive => Some(3),
                    Sizes::UpTo(size) => Some(size),
                    Sizes::All => None,
                };
                if !findings.truncated && sizes != Sizes::Adaptive {
                    prop_assert_eq!(findings.complete_to_size, asked);
                } else if !findings.truncated {
                    prop_assert!(findings.complete_to_size >= asked);
                }
            }
        }
    }
}

fn leaf() -> Node {
    Node { held: true, losable: true, stealable: true, ..Node::default() }
}

/// Needs all of many things, each of which is had in two ways: two sets of
/// losses for each thing, and 2^n sets of thefts.
fn pairs(count: usize) -> Graph {
    let mut file = AccessFile::default();
    let mut needs = Vec::new();
    for n in 0..count {
        let (thing, one, other) = (id(n), format!("a{n:02}"), format!("b{n:02}"));
        file.nodes.insert(one.clone(), leaf());
        file.nodes.insert(other.clone(), leaf());
        file.nodes.insert(thing.clone(), Node::default());
        for way in [one, other] {
            file.methods.push(Method { to: thing.clone(), needs: vec![way], ..Method::default() });
        }
        needs.push(thing);
    }
    file.nodes.insert("in".to_owned(), Node { kind: Kind::Identity, ..Node::default() });
    file.methods.push(Method { to: "in".to_owned(), needs, ..Method::default() });
    Graph::new(file).unwrap()
}

#[test]
fn counts_more_sets_than_it_lists() {
    let caps = Caps { listed: 500, ..Caps::default() };
    let report = Report::new(&pairs(30), Sizes::All, caps);
    let findings = &report.targets["in"].findings;
    assert_eq!(findings.min_lockout_sets.len(), 30);
    assert_eq!(findings.lockout_sets_in_all, Some(30));
    assert_eq!(findings.theft_sets_in_all, Some(1 << 30));
    assert_eq!(findings.min_theft_sets.len(), caps.listed);
    assert!(findings.min_theft_sets.iter().all(|set| set.len() == 30));
    assert_eq!((findings.complete_to_size, findings.truncated), (Some(29), true));
    assert_eq!((findings.resilience, findings.strength), (Some(2), Some(30)));
}

#[test]
fn more_sets_than_a_size_can_have_are_cut_not_computed() {
    let report = Report::new(&pairs(300), Sizes::Adaptive, Caps::default());
    let findings = &report.targets["in"].findings;
    assert_eq!((findings.resilience, findings.resilience_at_least), (Some(2), None));
    assert_eq!((findings.strength, findings.strength_at_least), (None, Some(6)));
    assert_eq!((findings.complete_to_size, findings.truncated), (Some(5), false));
}

/// Gives a node by any three of many things: C(n, 3) sets of thefts.
#[test]
fn an_explosion_is_cut_and_said() {
    let mut file = AccessFile::default();
    let count = 40;
    for n in 0..count {
        file.nodes.insert(id(n), leaf());
    }
    file.nodes.insert("in".to_owned(), Node { kind: Kind::Identity, ..Node::default() });
    for a in 0..count {
        for b in a + 1..count {
            for c in b + 1..count {
                let needs = vec![id(a), id(b), id(c)];
                file.methods.push(Method { to: "in".to_owned(), needs, ..Method::default() });
            }
        }
    }
    let graph = Graph::new(file).unwrap();
    let caps = Caps { listed: 1_000, steps: 500_000, check_steps: 4_000_000, ..Caps::default() };
    let report = Report::new(&graph, Sizes::UpTo(3), caps);
    let findings = &report.targets["in"].findings;
    assert!(findings.truncated);
    assert!(findings.complete_to_size < Some(3));
}

/// Is a ring of nodes, each had by the one before, or by an item of its own.
fn ring(count: usize) -> AccessFile {
    let mut nodes = BTreeMap::new();
    let mut methods = Vec::new();
    for n in 0..count {
        nodes.insert(format!("n{n}"), Node { kind: Kind::Identity, ..Node::default() });
        nodes.insert(format!("i{n}"), leaf());
        let before = format!("n{}", (n + count - 1) % count);
        for need in [before, format!("i{n}")] {
            let to = format!("n{n}");
            methods.push(Method { to, needs: vec![need], ..Method::default() });
        }
    }
    AccessFile { nodes, methods, ..AccessFile::default() }
}

#[test]
fn a_large_ring_ends() {
    let file = ring(3_000);
    let targets = Some(vec!["n0".to_owned(), "n777".to_owned()]);
    let graph = Graph::new(AccessFile { targets, ..file }).unwrap();
    let caps = Caps { steps: 400_000, diagram_steps: 50_000, ..Caps::default() };
    for sizes in [Sizes::Adaptive, Sizes::All] {
        let report = Report::new(&graph, sizes, caps);
        let findings = &report.targets["n0"].findings;
        assert!(findings.truncated);
        assert_eq!(findings.resilience, None);
    }
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let mut file = AccessFile::default();
    let count = 20_000;
    file.nodes.insert("n00000".to_owned(), leaf());
    for n in 1..count {
        let (to, before) = (format!("n{n:05}"), format!("n{:05}", n - 1));
        file.nodes.insert(to.clone(), Node::default());
        file.methods.push(Method { to, needs: vec![before], ..Method::default() });
    }
    file.targets = Some(vec![format!("n{:05}", count - 1)]);
    let graph = Graph::new(file).unwrap();
    for sizes in [Sizes::Adaptive, Sizes::All] {
        let report = Report::new(&graph, sizes, Caps::default());
        let findings = &report.targets.values().next().unwrap().findings;
        assert_eq!(findings.min_lockout_sets, [["n00000"]]);
        assert_eq!(findings.min_theft_sets, [["n00000"]]);
        assert!(!findings.truncated);
    }
}
