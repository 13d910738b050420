//! Where the owner's graph and the thief's are the same, every minimal lock-out
//! set meets every minimal theft set, and either family determines the other.

use std::collections::BTreeSet;

use access_graph::{AccessFile, Caps, Node, Party, Report, Sizes};
use proptest::prelude::*;

use crate::reference::{Sets, any_file, graph, sets};

/// Makes what the owner holds, and nothing else, both losable and stealable.
fn same_on_both_sides(mut file: AccessFile) -> AccessFile {
    for node in file.nodes.values_mut() {
        let leaf = node.held;
        *node = Node { held: leaf, losable: leaf, stealable: leaf, ..Node::default() };
    }
    for method in &mut file.methods {
        method.party = Party::Both;
    }
    // A held node that methods lead to is not a leaf on the thief's side.
    let held: BTreeSet<String> =
        file.nodes.iter().filter(|(_, node)| node.held).map(|(id, _)| id.clone()).collect();
    file.methods.retain(|method| !held.contains(&method.to));
    file
}

/// Finds the minimal sets that meet every given set.
fn transversals(of: &Sets) -> Sets {
    let mut found = Sets::from([BTreeSet::new()]);
    for set in of {
        let mut next = Sets::new();
        for hit in &found {
            if hit.is_disjoint(set) {
                for member in set {
                    let mut more = hit.clone();
                    more.insert(member.clone());
                    next.insert(more);
                }
            } else {
                next.insert(hit.clone());
            }
        }
        let minimal = |set: &&BTreeSet<String>| {
            !next.iter().any(|other| other.len() < set.len() && other.is_subset(set))
        };
        found = next.iter().filter(minimal).cloned().collect();
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn lockouts_and_thefts_determine_each_other(file in any_file()) {
        let graph = graph(&same_on_both_sides(file));
        for target in Report::new(&graph, Sizes::All, Caps::default()).targets.values() {
            let cuts = sets(&target.findings.min_lockout_sets);
            let paths = sets(&target.findings.min_theft_sets);
            for cut in &cuts {
                prop_assert!(paths.iter().all(|path| !path.is_disjoint(cut)));
            }
            prop_assert_eq!(&transversals(&cuts), &paths);
            prop_assert_eq!(&transversals(&paths), &cuts);
        }
    }
}
