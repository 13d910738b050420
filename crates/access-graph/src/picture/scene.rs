//! What is in a picture: boxes, ways between them, and what is said in a box.

use std::collections::BTreeMap;

use crate::{
    Graph, Kind, NodeId, Party, Report, State, TargetReport, WhatIf,
    picture::summary::{Groups, MAIN_WAYS},
};

/// Is one box: a node, or many that are alike.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    /// The nodes, by id; more than one if they are summed up.
    pub(super) nodes: Vec<NodeId>,
    /// The id of the node, or of the first of many.
    pub(super) id: String,
    pub(super) label: String,
    pub(super) kind: Kind,
    /// What is said below the label.
    pub(super) notes: Vec<Note>,
}

/// Is something that a box says about its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// Its loss alone locks out.
    LocksOut,
    /// Its theft alone lets in.
    LetsIn,
    /// The owner does not have it today, and everybody else may.
    Public,
    /// The owner does not have it, though it may be wanted.
    NotHeld,
    /// Nobody knows who has it.
    Unknown,
    /// How many losses and thefts it takes, of a target.
    Takes(Least, Least),
    /// It is lost in the what-if.
    Lost,
    /// The owner no longer has it.
    OutOfReach,
    /// It is stolen in the what-if.
    Stolen,
    /// A thief has it by what is stolen.
    Taken,
    /// How many of many a single loss locks out, or are locked out already.
    SomeOut(usize),
    /// How many of many a single theft opens, or are open already.
    SomeIn(usize),
    /// How many ways lead from some of many to others of them.
    Among(usize),
    /// How many ways that lead to it are not drawn, because there are too many.
    More(usize),
}

/// Is the least number of losses or thefts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Least {
    Already,
    Exactly(usize),
    NotBelow(usize),
    Never,
}

/// Is a way from some boxes to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    pub(super) to: usize,
    /// The boxes that it takes, rising, each once.
    pub(super) needs: Vec<usize>,
    pub(super) party: Party,
    pub(super) recovery: bool,
    /// How many ways it stands for, where boxes stand for many.
    pub(super) count: usize,
}

/// Is all that is drawn.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) title: String,
    pub(super) boxes: Vec<Thing>,
    pub(super) ways: Vec<Way>,
    /// How many ways are not drawn, because there are too many.
    pub(super) left_out: usize,
    /// Whether it shows a what-if.
    pub(super) after: bool,
    /// Whether some boxes stand for many nodes.
    pub(super) summed_up: bool,
}

/// The most ways that can be told apart.
const WAYS: usize = 240;

impl Scene {
    pub(super) fn new(graph: &Graph, report: &Report, what_if: Option<&WhatIf>) -> Self {
        let notes = notes(graph, report, what_if);
        let groups = Groups::new(graph, &notes);
        let mut boxes: Vec<Thing> =
            groups.members.iter().map(|nodes| thing(graph, nodes, &notes)).collect();
        let summed_up = boxes.iter().any(|thing| thing.nodes.len() > 1);
        let (merged, among) = groups.ways(graph);
        for (thing, among) in boxes.iter_mut().zip(among) {
            if among > 0 && thing.nodes.len() > 1 {
                thing.notes.push(Note::Among(among));
            }
        }
        let ways = merged.into_iter().map(|((to, needs, party, recovery), count)| {
            let count = if summed_up { count } else { 1 };
            Way { to, needs, party, recovery, count }
        });
        let (ways, rest) = main_ways(ways.collect(), if summed_up { MAIN_WAYS } else { WAYS });
        for (&to, &count) in &rest {
            if let Some(thing) = boxes.get_mut(to) {
                thing.notes.push(Note::More(count));
            }
        }
        let left_out = rest.values().sum();
        let title = graph.file().title.clone().unwrap_or_else(|| "What opens what".to_owned());
        Self { title, boxes, ways, left_out, after: what_if.is_some(), summed_up }
    }
}

/// Keeps the ways that stand for most, in their order, and counts the others by the box
/// that they lead to.
fn main_ways(mut ways: Vec<Way>, most: usize) -> (Vec<Way>, BTreeMap<usize, usize>) {
    ways.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.cmp(other)));
    let mut rest = BTreeMap::new();
    for way in ways.iter().skip(most) {
        *rest.entry(way.to).or_default() += way.count;
    }
    ways.truncate(most);
    ways.sort();
    (ways, rest)
}

/// Collects what each node's box says.
fn notes(graph: &Graph, report: &Report, what_if: Option<&WhatIf>) -> Vec<Vec<Note>> {
    let mut notes = vec![Vec::new(); graph.len()];
    let mut add = |node: NodeId, note: Note| {
        if let Some(list) = notes.get_mut(node.0 as usize)
            && !list.contains(&note)
        {
            list.push(note);
        }
    };
    let single = |set: &Vec<String>| match set.as_slice() {
        [id] => graph.node(id),
        _ => None,
    };
    for (id, target) in &report.targets {
        let Some(node) = graph.node(id) else { continue };
        add(node, Note::Takes(losses(target), thefts(target)));
        let findings = &target.findings;
        for node in findings.min_lockout_sets.iter().filter_map(single) {
            add(node, Note::LocksOut);
        }
        for node in findings.min_theft_sets.iter().filter_map(single) {
            add(node, Note::LetsIn);
        }
    }
    let led_to: std::collections::BTreeSet<&str> =
        graph.file().methods.iter().map(|method| method.to.as_str()).collect();
    for (id, node) in &graph.file().nodes {
        let Some(number) = graph.node(id) else { continue };
        if node.fact == crate::Fact::Unknown {
            add(number, Note::Unknown);
        } else if node.public {
            add(number, Note::Public);
        } else if !node.held && !led_to.contains(id.as_str()) {
            add(number, Note::NotHeld);
        }
    }
    if let Some(what_if) = what_if {
        let (before, then) = (
            graph.outcome(&WhatIf { loses: Vec::new(), steals: Vec::new(), ..what_if.clone() }),
            graph.outcome(what_if),
        );
        for number in 0..graph.len() {
            let node = NodeId(crate::rows::number(number));
            if what_if.loses.contains(&node) {
                add(node, Note::Lost);
            } else if before.owner_has(node) && !then.owner_has(node) {
                add(node, Note::OutOfReach);
            }
            if what_if.steals.contains(&node) {
                add(node, Note::Stolen);
            } else if then.attacker_has(node) && !before.attacker_has(node) {
                add(node, Note::Taken);
            }
        }
    }
    notes
}

fn losses(target: &TargetReport) -> Least {
    let findings = &target.findings;
    least(findings.lockout, findings.resilience, findings.resilience_at_least)
}

fn thefts(target: &TargetReport) -> Least {
    let findings = &target.findings;
    least(findings.theft, findings.strength, findings.strength_at_least)
}

fn least(state: State, exactly: Option<usize>, at_least: Option<usize>) -> Least {
    match (state, exactly) {
        (State::Already, _) => Least::Already,
        (State::Impossible, _) => Least::Never,
        (State::Possible, Some(count)) => Least::Exactly(count),
        (State::Possible, None) => Least::NotBelow(at_least.unwrap_or(1)),
    }
}

/// Makes the box of some nodes. What is said of many is what is true of all, and
/// how many of them hang on one thing.
fn thing(graph: &Graph, nodes: &[NodeId], notes: &[Vec<Note>]) -> Thing {
    let first = nodes.first().copied().unwrap_or(NodeId(0));
    let kind = graph.described(first).map(|node| node.kind).unwrap_or_default();
    let of = |node: &NodeId| notes.get(node.0 as usize).map_or(&[][..], Vec::as_slice);
    let shared = of(&first).iter().copied();
    let mut notes: Vec<Note> =
        shared.filter(|note| nodes.iter().all(|node| of(node).contains(note))).collect();
    let label = if nodes.len() > 1 {
        let sort = crate::picture::words::plural(graph, first, nodes);
        format!("{} {sort}, such as {}", nodes.len(), graph.label(first))
    } else {
        graph.label(first).to_owned()
    };
    if !notes.iter().any(|note| matches!(note, Note::Takes(..))) {
        let takes = |node: &NodeId| {
            of(node).iter().find_map(|note| match *note {
                Note::Takes(losses, thefts) => Some((losses, thefts)),
                _ => None,
            })
        };
        let all: Vec<(Least, Least)> = nodes.iter().filter_map(takes).collect();
        let bad = |least: Least| matches!(least, Least::Already | Least::Exactly(0 | 1));
        let out = all.iter().filter(|(losses, _)| bad(*losses)).count();
        let open = all.iter().filter(|(_, thefts)| bad(*thefts)).count();
        notes.extend((out > 0).then_some(Note::SomeOut(out)));
        notes.extend((open > 0).then_some(Note::SomeIn(open)));
    }
    Thing { nodes: nodes.to_vec(), id: graph.id(first).to_owned(), label, kind, notes }
}
