//! Unknown facts are the worst case, and what an answer hangs on is told.

use access_graph::{AccessFile, Caps, Fact, FactRef, Facts, Graph, Report, ScenarioReport, Sizes};
use proptest::{collection::vec, prelude::*};

use crate::reference::{any_file, graph, id};

/// Makes some nodes and methods of a file unknown.
fn forgotten(file: &AccessFile, nodes: &[usize], methods: &[usize]) -> AccessFile {
    let mut file = file.clone();
    let count = file.nodes.len();
    for n in nodes {
        let node = file.nodes.get_mut(&id(n % count)).unwrap();
        (node.held, node.public, node.fact) = (false, false, Fact::Unknown);
    }
    // Methods that are the same must rest on the same.
    let length = file.methods.len();
    for n in methods.iter().filter(|_| length > 0) {
        let one = file.methods[n % length].clone();
        for method in file.methods.iter_mut().filter(|m| m.to == one.to) {
            method.fact = Fact::Unknown;
        }
    }
    file
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever the truth is, it is no worse than what was answered without
    /// knowing it.
    #[test]
    fn the_truth_is_never_worse(
        truth in any_file(),
        nodes in vec(0_usize..14, 0..4), methods in vec(0_usize..28, 0..3),
        losing in vec(0_usize..14, 0..3), stealing in vec(0_usize..14, 0..3),
    ) {
        let known = graph(&truth);
        let unknown = graph(&forgotten(&truth, &nodes, &methods));
        let ids = |list: &[usize]| -> Vec<String> {
            list.iter().map(|n| id(n % truth.nodes.len())).collect()
        };
        let answer = |graph: &Graph| {
            let what_if = graph.what_if("x", &ids(&losing), &ids(&stealing)).unwrap();
            ScenarioReport::new(graph, &what_if)
        };
        let (real, feared) = (answer(&known), answer(&unknown));
        for (id, owner_in) in &feared.owner_in {
            prop_assert!(!owner_in || real.owner_in[id]);
            prop_assert!(!real.attacker_in[id] || feared.attacker_in[id]);
        }
    }

    /// An answer hangs on a fact exactly if forgetting it makes it worse.
    #[test]
    fn what_an_answer_hangs_on_makes_it_worse(file in any_file()) {
        let graph = graph(&file);
        let report = Report::new(&graph, Sizes::UpTo(3), Caps::default());
        let facts = Facts::new(&graph, &report);
        prop_assert!(!facts.truncated);
        for (n, (held, target)) in file.nodes.iter().map(|(id, node)| (id, node.held)).enumerate() {
            if !target {
                continue;
            }
            let worse = Graph::new(forgotten(&file, &[n], &[])).unwrap();
            let worse = Report::new(&worse, Sizes::UpTo(3), Caps::default());
            for (id, hangs_on) in &facts.targets {
                let (before, after) = (&report.targets[id], &worse.targets[id]);
                let least = |t: &access_graph::TargetReport| t.findings.resilience.unwrap_or(4);
                let is_worse = least(after) < least(before);
                let told = hangs_on.owner.contains(&FactRef::Node(held.clone()));
                prop_assert_eq!(told, is_worse, "{} of {}", held, id);
            }
        }
    }
}

#[test]
fn a_spare_that_is_merely_declared_is_told() {
    let graph = Graph::from_json(
        br#"{"format":"access-graph/1","nodes":{
            "key":{"held":true,"losable":true,"stealable":true,"fact":"derived"},
            "spare":{"held":true,"losable":true,"stealable":true,"label":"the spare key"},
            "finger":{"held":true,"losable":false},
            "paper":{"fact":"unknown"},
            "in":{"kind":"identity","fact":"derived"}},
          "methods":[{"to":"in","needs":["key","finger"],"fact":"derived"},
            {"to":"in","needs":["spare","finger"],"fact":"derived"},
            {"to":"in","needs":["paper","key"],"fact":"unknown"}]}"#,
    )
    .unwrap();
    let report = Report::new(&graph, Sizes::Adaptive, Caps::default());
    let facts = Facts::new(&graph, &report);
    assert_eq!((facts.declared, facts.derived, facts.unknown), (2, 4, 2));
    let hangs_on = &facts.targets["in"];
    let words = |facts: &[FactRef]| -> Vec<String> {
        facts.iter().map(|fact| fact.words(&graph)).collect()
    };
    assert_eq!(words(&hangs_on.owner), ["you have finger", "you have the spare key"]);
    // A thief of the key may come by the paper: the finger is of no help today.
    assert!(hangs_on.attacker.is_empty());
    assert_eq!(
        words(&hangs_on.unknown),
        ["who has paper is not known", "whether paper + key opens in is not known"]
    );
    let json = serde_json::to_value(hangs_on).unwrap();
    assert_eq!(json["unknown"][1]["method"], 2);
}
