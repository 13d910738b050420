//! Explanations say true things, all that is needed, and nothing twice.

use std::collections::BTreeSet;

use access_graph::{AccessFile, Gain, Method, Node, NodeId, Why};
use proptest::{collection::vec, prelude::*};

use crate::reference::{Reference, any_file, graph, id};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_alternative_is_shown_to_be_dead(
        file in any_file(), losing in vec(0_usize..14, 0..5), target in 0_usize..14,
    ) {
        let graph = graph(&file);
        let reference = Reference::new(&file);
        let name = |n: usize| id(n % file.nodes.len());
        let losing: Vec<String> = losing.into_iter().map(name).collect();
        let lost: Vec<NodeId> = losing.iter().map(|id| graph.node(id).unwrap()).collect();
        let own = reference.own(reference.bits(&losing));
        let has = |node: NodeId| own & reference.bits([&graph.id(node).to_owned()]) != 0;
        let target = graph.node(&name(target)).unwrap();

        let Some(why) = graph.why_locked_out(target, &lost) else {
            prop_assert!(has(target));
            return Ok(());
        };
        prop_assert_eq!(why.dead[0].0, target);
        let shown: BTreeSet<NodeId> = why.dead.iter().map(|(node, _)| *node).collect();
        prop_assert_eq!(shown.len(), why.dead.len());
        for (node, why) in &why.dead {
            prop_assert!(!has(*node));
            let ways: BTreeSet<usize> = usable(&file, graph.id(*node), access_graph::Party::Owner);
            match why {
                Why::Lost => prop_assert!(lost.contains(node)),
                Why::NoMethod => prop_assert!(ways.is_empty() && !lost.contains(node)),
                Why::AllDead(dead) => {
                    let told: BTreeSet<usize> = dead.iter().map(|w| w.method as usize).collect();
                    prop_assert_eq!(told, ways);
                    for way in dead {
                        prop_assert!(!way.missing.is_empty());
                        prop_assert!(way.missing.iter().all(|need| shown.contains(need)));
                    }
                }
            }
        }
        prop_assert!(!why.sentences(&graph).is_empty());
    }

    #[test]
    fn a_way_in_can_be_walked(
        file in any_file(), taking in vec(0_usize..14, 0..6), target in 0_usize..14,
    ) {
        let graph = graph(&file);
        let reference = Reference::new(&file);
        let name = |n: usize| id(n % file.nodes.len());
        let taking: Vec<String> = taking.into_iter().map(name).collect();
        let taken: Vec<NodeId> = taking.iter().map(|id| graph.node(id).unwrap()).collect();
        let target = graph.node(&name(target)).unwrap();
        let bit = reference.bits([&graph.id(target).to_owned()]);
        let bits = reference.bits(&taking);
        for (way, there) in [
            (graph.attackers_way(target, &taken), reference.att(bits) & bit != 0),
            (graph.owners_way(target, &taken), reference.own(bits) & bit != 0),
        ] {
            prop_assert_eq!(way.is_some(), there);
            let Some(way) = way else { continue };
            let party =
                if way.attacker { access_graph::Party::Attacker } else { access_graph::Party::Owner };
            let mut had = BTreeSet::new();
            for step in &way.steps {
                let node = &file.nodes[graph.id(step.node)];
                match step.by {
                    Gain::Given => {
                        let given = if way.attacker { node.public } else { node.held };
                        prop_assert!(given);
                    }
                    Gain::Stolen => prop_assert!(way.attacker && taken.contains(&step.node)),
                    Gain::Method(method) => {
                        let method = method as usize;
                        prop_assert!(usable(&file, graph.id(step.node), party).contains(&method));
                        prop_assert!(file.methods[method]
                            .needs.iter().all(|id| had.contains(&graph.node(id).unwrap())));
                    }
                }
                prop_assert!(way.attacker || !taken.contains(&step.node));
                prop_assert!(had.insert(step.node));
            }
            prop_assert_eq!(way.steps.last().unwrap().node, target);
            prop_assert_eq!(way.sentences(&graph).len(), way.steps.len());
            // No way has fewer steps, each counted once.
            prop_assert!(way.is_shortest);
            let least = reference.least_steps(way.attacker, bits, bit);
            prop_assert_eq!(Some(way.steps.len()), least);
        }
    }
}

/// Finds the methods that lead to a node for a party.
fn usable(file: &AccessFile, to: &str, party: access_graph::Party) -> BTreeSet<usize> {
    let methods = file.methods.iter().enumerate();
    methods
        .filter(|(_, m)| m.to == to && (m.party == party || m.party == access_graph::Party::Both))
        .map(|(index, _)| index)
        .collect()
}

#[test]
fn speaks_in_sentences() {
    let graph = access_graph::Graph::from_json(
        br#"{"format":"access-graph/1","nodes":{
            "phone":{"held":true,"label":"the phone"},"pw":{"held":true,"label":"the password"},
            "mail":{"label":"the mailbox"},"in":{"label":"signed in","kind":"identity"}},
          "methods":[{"to":"in","needs":["pw","phone"]},{"to":"in","needs":["mail"],"note":"reset"},
            {"to":"mail","needs":["in"]}]}"#,
    )
    .unwrap();
    let node = |id| graph.node(id).unwrap();
    let why = graph.why_locked_out(node("in"), &[node("phone")]).unwrap();
    assert_eq!(
        why.sentences(&graph),
        [
            "signed in: no way is left.",
            "  by the password and the phone fails: missing the phone.",
            "  by the mailbox (reset) fails: missing the mailbox.",
            "the phone: lost.",
            "the mailbox: no way is left.",
            "  by signed in fails: missing signed in.",
        ]
    );
    let way = graph.attackers_way(node("in"), &[node("mail"), node("pw")]).unwrap();
    assert_eq!(
        way.sentences(&graph),
        ["the mailbox: stolen.", "signed in: had by the mailbox (reset)."]
    );
}

/// The longer way stands first in the file and in the alphabet.
#[test]
fn the_shorter_way_is_told() {
    let graph = access_graph::Graph::from_json(
        br#"{"format":"access-graph/1","nodes":{
            "a1":{},"a2":{},"in":{"kind":"identity"},"spare":{},"stolen":{"stealable":true}},
          "methods":[{"to":"a1","needs":["stolen"]},{"to":"a2","needs":["a1"]},
            {"to":"in","needs":["a2"]},{"to":"spare","needs":["stolen"]},
            {"to":"in","needs":["spare"]}]}"#,
    )
    .unwrap();
    let node = |id| graph.node(id).unwrap();
    let way = graph.attackers_way(node("in"), &[node("stolen")]).unwrap();
    let ids: Vec<&str> = way.steps.iter().map(|step| graph.id(step.node)).collect();
    assert_eq!(ids, ["stolen", "spare", "in"]);
}

/// One way goes twice through the same four steps and is shorter by the list, though
/// it would be longer if they were counted twice.
#[test]
fn a_step_that_serves_twice_counts_once() {
    let mut ways = vec![("h1", vec!["s"]), ("h2", vec!["h1"]), ("h", vec!["h2"])];
    ways.extend([("a", vec!["h"]), ("b", vec!["h"]), ("in", vec!["a", "b"])]);
    let chain = ["s", "c1", "c2", "c3", "c4", "c5", "c6", "in"];
    ways.extend(chain.windows(2).map(|pair| (pair[1], vec![pair[0]])));
    let mut file = AccessFile::default();
    for (to, needs) in ways {
        for id in needs.iter().chain([&to]) {
            file.nodes.entry((*id).to_owned()).or_default();
        }
        let needs = needs.into_iter().map(str::to_owned).collect();
        file.methods.push(Method { to: to.to_owned(), needs, ..Method::default() });
    }
    let graph = graph(&file);
    let node = |id| graph.node(id).unwrap();
    let way = graph.attackers_way(node("in"), &[node("s")]).unwrap();
    let ids: Vec<&str> = way.steps.iter().map(|step| graph.id(step.node)).collect();
    assert_eq!(ids, ["s", "h1", "h2", "h", "a", "b", "in"]);
    assert!(way.is_shortest);
}

/// Where there are too many ways to try them all, the way is right and the doubt told;
/// a long way without a choice is the shortest, and needs no deep stack.
#[test]
fn what_is_too_much_to_try_is_said() {
    let mut file = AccessFile::default();
    let mut way = |to: &str, needs: Vec<String>| {
        file.methods.push(Method { to: to.to_owned(), needs, ..Method::default() });
    };
    let parts: Vec<String> = (0..60).map(|n| format!("part{n:02}")).collect();
    for (n, part) in parts.iter().enumerate() {
        for other in 0..5 {
            way(part, vec![format!("x{}", (n * 17 + other * 23 + n * other * other) % 60)]);
        }
    }
    way("in", parts.clone());
    for n in 1..5_000 {
        way(&format!("c{n:04}"), vec![format!("c{:04}", n - 1)]);
    }
    let ids: BTreeSet<String> =
        file.methods.iter().flat_map(|m| m.needs.iter().chain([&m.to]).cloned()).collect();
    for id in ids {
        let held = id.starts_with('x') || id == "c0000";
        file.nodes.insert(id, Node { held, ..Node::default() });
    }
    let graph = graph(&file);
    let node = |id| graph.node(id).unwrap();
    let way = graph.owners_way(node("in"), &[]).unwrap();
    assert!(!way.is_shortest);
    let said = way.sentences(&graph);
    assert_eq!(said.last().unwrap(), "There may be a way with fewer steps.");
    assert_eq!(said.len(), way.steps.len() + 1);
    let chain = graph.owners_way(node("c4999"), &[]).unwrap();
    assert_eq!((chain.steps.len(), chain.is_shortest), (5_000, true));
}
