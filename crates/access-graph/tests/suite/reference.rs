//! Random small graphs, and their answers by trying every set of losses and
//! thefts with a closure of bits that is not the crate's.

use std::collections::{BTreeMap, BTreeSet};

use access_graph::{AccessFile, Findings, Graph, Method, Node, Party};
use proptest::{collection::vec, prelude::*};

/// Sets of sets of ids.
pub(crate) type Sets = BTreeSet<BTreeSet<String>>;

/// Names the node of a number.
pub(crate) fn id(number: usize) -> String {
    format!("n{number:02}")
}

/// Makes graphs of up to 14 nodes, each of which may be anything; methods go
/// from anywhere to anywhere, so that cycles are frequent. All are targets.
pub(crate) fn any_file() -> impl Strategy<Value = AccessFile> {
    (2_usize..=14).prop_flat_map(|count| {
        let flag = |share: f64| prop::bool::weighted(share);
        let node = (flag(0.35), flag(0.7), flag(0.7), flag(0.05)).prop_map(
            |(held, losable, stealable, public)| Node {
                held,
                losable,
                stealable,
                public,
                ..Node::default()
            },
        );
        let party = prop_oneof![
            3 => Just(Party::Both), 1 => Just(Party::Owner), 1 => Just(Party::Attacker)
        ];
        let method =
            (0..count, vec(0..count, 1..=3), party).prop_map(|(to, needs, party)| Method {
                to: id(to),
                needs: needs.into_iter().map(id).collect(),
                party,
                ..Method::default()
            });
        let event = vec((0..count).prop_map(id), 0..4);
        (vec(node, count), vec(method, 0..=2 * count), vec(event, 0..5)).prop_map(
            |(nodes, methods, events)| {
                let nodes: BTreeMap<_, _> =
                    nodes.into_iter().enumerate().map(|(n, node)| (id(n), node)).collect();
                let targets = Some(nodes.keys().cloned().collect());
                let events =
                    events.into_iter().enumerate().map(|(n, e)| (format!("e{n}"), e)).collect();
                AccessFile { nodes, methods, targets, events, ..AccessFile::default() }
            },
        )
    })
}

/// Makes graphs with exactly 14 leaves, which can be lost and stolen and are had by no
/// method, below up to ten inner nodes; methods between these go anywhere, so that
/// cycles are frequent. The inner nodes are the targets.
pub(crate) fn fourteen_leaves() -> impl Strategy<Value = AccessFile> {
    const LEAVES: usize = 14;
    (2_usize..=10).prop_flat_map(|inner| {
        let party = prop_oneof![
            3 => Just(Party::Both), 1 => Just(Party::Owner), 1 => Just(Party::Attacker)
        ];
        let needs = vec(0..LEAVES + inner, 1..=4);
        let method = (LEAVES..LEAVES + inner, needs, party).prop_map(|(to, needs, party)| Method {
            to: id(to),
            needs: needs.into_iter().map(id).collect(),
            party,
            ..Method::default()
        });
        vec(method, inner..=3 * inner).prop_map(move |methods| {
            let leaf = Node { held: true, losable: true, stealable: true, ..Node::default() };
            let leaves = (0..LEAVES).map(|n| (id(n), leaf.clone()));
            let inner = (LEAVES..LEAVES + inner).map(|n| (id(n), Node::default()));
            let targets = Some(inner.clone().map(|(id, _)| id).collect());
            let nodes = leaves.chain(inner).collect();
            AccessFile { nodes, methods, targets, ..AccessFile::default() }
        })
    })
}

/// Holds a file as bits.
pub(crate) struct Reference {
    names: Vec<String>,
    held: u32,
    public: u32,
    owner: Vec<(u32, u32)>,
    attacker: Vec<(u32, u32)>,
    losable: u32,
    stealable: u32,
    events: Vec<(String, u32)>,
}

impl Reference {
    pub(crate) fn new(file: &AccessFile) -> Self {
        let names: Vec<String> = file.nodes.keys().cloned().collect();
        let bit = |id: &String| 1 << names.iter().position(|name| name == id).unwrap();
        let marked = |mark: fn(&Node) -> bool| {
            file.nodes.iter().filter(|(_, node)| mark(node)).map(|(id, _)| bit(id)).sum()
        };
        let rules = |not: Party| {
            let methods = file.methods.iter().filter(|method| method.party != not);
            methods.map(|m| (bit(&m.to), m.needs.iter().map(bit).fold(0, |a, b| a | b))).collect()
        };
        let events = file.events.iter();
        Self {
            held: marked(|node| node.held),
            public: marked(|node| node.public),
            losable: marked(|node| node.losable),
            stealable: marked(|node| node.stealable),
            owner: rules(Party::Attacker),
            attacker: rules(Party::Owner),
            events: events
                .map(|(name, nodes)| (name.clone(), nodes.iter().map(bit).fold(0, |a, b| a | b)))
                .collect(),
            names,
        }
    }

    pub(crate) fn bits<'a>(&self, ids: impl IntoIterator<Item = &'a String>) -> u32 {
        let position = |id: &String| self.names.iter().position(|name| name == id).unwrap();
        ids.into_iter().map(|id| 1 << position(id)).fold(0, |a, b| a | b)
    }

    /// Computes what the owner has after losses.
    pub(crate) fn own(&self, lost: u32) -> u32 {
        fixpoint(self.held & !lost, &self.owner, lost)
    }

    /// Computes what a thief has after thefts.
    pub(crate) fn att(&self, stolen: u32) -> u32 {
        fixpoint(self.public | stolen, &self.attacker, 0)
    }

    /// Finds how many nodes a way takes at least, by trying every set of nodes that it
    /// could be within.
    pub(crate) fn least_steps(&self, attacker: bool, taken: u32, target: u32) -> Option<usize> {
        let (given, rules, blocked) = if attacker {
            (self.public | taken, &self.attacker, 0)
        } else {
            (self.held & !taken, &self.owner, taken)
        };
        let sets = (0_u32..1 << self.names.len()).filter(|within| within & target != 0);
        let leads = |within: &u32| fixpoint(given & within, rules, blocked | !within) & target != 0;
        sets.filter(leads).map(u32::count_ones).min().map(|count| count as usize)
    }

    /// Finds the minimal lock-out sets and the minimal theft sets of each node.
    pub(crate) fn by_node(&self) -> Vec<(Sets, Sets)> {
        let nodes: Vec<(String, u32)> =
            self.names.iter().enumerate().map(|(n, name)| (name.clone(), 1 << n)).collect();
        let some = |of: u32| -> Vec<(String, u32)> {
            nodes.iter().filter(|(_, bit)| bit & of != 0).cloned().collect()
        };
        self.over(&some(self.losable), &some(self.stealable))
    }

    /// Finds the same over events.
    pub(crate) fn by_event(&self) -> Vec<(Sets, Sets)> {
        let within = |of: u32| -> Vec<(String, u32)> {
            self.events.iter().map(|(name, bits)| (name.clone(), bits & of)).collect()
        };
        self.over(&within(self.losable), &within(self.stealable))
    }

    fn over(&self, losses: &[(String, u32)], thefts: &[(String, u32)]) -> Vec<(Sets, Sets)> {
        let lockouts = minimal(losses, self.names.len(), |bits| !self.own(bits));
        let break_ins = minimal(thefts, self.names.len(), |bits| self.att(bits));
        lockouts.into_iter().zip(break_ins).collect()
    }
}

fn fixpoint(mut has: u32, rules: &[(u32, u32)], blocked: u32) -> u32 {
    loop {
        let before = has;
        for &(to, needs) in rules {
            if needs & !has == 0 {
                has |= to & !blocked;
            }
        }
        if has == before {
            return has;
        }
    }
}

/// Finds, for each of the nodes, the minimal sets of variables for which its
/// bit is set in what `bad` says.
fn minimal(variables: &[(String, u32)], nodes: usize, bad: impl Fn(u32) -> u32) -> Vec<Sets> {
    let bad: Vec<u32> = (0_usize..1 << variables.len())
        .map(|set| {
            let taken = variables.iter().enumerate().filter(|(n, _)| set >> n & 1 == 1);
            bad(taken.map(|(_, (_, bits))| bits).fold(0, |a, b| a | b))
        })
        .collect();
    let mut found = vec![Sets::new(); nodes];
    for set in 0..bad.len() {
        let members = (0..variables.len()).filter(|n| set >> n & 1 == 1);
        let smaller = members.clone().map(|n| bad[set & !(1 << n)]).fold(0, |a, b| a | b);
        for (node, sets) in found.iter_mut().enumerate() {
            if (bad[set] & !smaller) >> node & 1 == 1 {
                sets.insert(members.clone().map(|n| variables[n].0.clone()).collect());
            }
        }
    }
    found
}

/// Turns the lists of an answer into sets, having checked their order.
pub(crate) fn sets(list: &[Vec<String>]) -> Sets {
    assert!(list.iter().all(|set| set.is_sorted()), "{list:?}");
    assert!(list.is_sorted_by_key(|set| (set.len(), set)), "{list:?}");
    list.iter().map(|set| set.iter().cloned().collect()).collect()
}

/// Keeps the sets up to a size.
pub(crate) fn up_to(size: usize, sets: &Sets) -> Sets {
    sets.iter().filter(|set| set.len() <= size).cloned().collect()
}

/// Asserts that every set listed is right, and that none is missing up to the
/// size that the answer claims.
pub(crate) fn assert_honest(findings: &Findings, lockouts: &Sets, thefts: &Sets) {
    let size = findings.complete_to_size.unwrap_or(usize::MAX);
    for (listed, all) in
        [(&findings.min_lockout_sets, lockouts), (&findings.min_theft_sets, thefts)]
    {
        let listed = sets(listed);
        assert!(listed.is_subset(all), "{listed:?} of {all:?}");
        assert_eq!(up_to(size, &listed), up_to(size, all), "up to {size}");
    }
}

/// Builds a graph of a file that is known to be right.
pub(crate) fn graph(file: &AccessFile) -> Graph {
    Graph::new(file.clone()).unwrap()
}
