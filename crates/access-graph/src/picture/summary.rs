//! Which nodes share a box when there are too many for one each: those that
//! look alike from every side, found by refining classes until nothing changes.

use std::collections::BTreeMap;

use super::scene::Note;
use crate::{Graph, NodeId, Party, Purpose, rows::number};

/// The most boxes of a picture that can be read.
const MOST: usize = 60;

/// The most boxes of a picture that is summed up: it is looked at for the whole,
/// not for single things.
const MOST_SUMMED_UP: usize = 12;

/// The most ways of a picture that is summed up. What would have more is summed up
/// further, and whoever wants to know more reads the report.
pub(super) const MAIN_WAYS: usize = 12;

/// From how many on nodes that are alike are summed up.
const MANY: usize = 3;

/// Puts every node into a box.
pub(super) struct Groups {
    /// The nodes of each box.
    pub(super) members: Vec<Vec<NodeId>>,
    box_of: Vec<usize>,
}

impl Groups {
    pub(super) fn new(graph: &Graph, notes: &[Vec<Note>]) -> Self {
        let nodes = graph.len();
        if nodes <= MOST {
            return Self::of_classes(&(0..nodes).collect::<Vec<_>>(), 1);
        }
        let rough = numbered(graph.file().nodes.values().map(|node| node.kind as usize));
        let sorts =
            numbered(graph.file().nodes.values().map(|node| (node.kind as usize, &node.tags)));
        let described = graph.file().nodes.values().zip(notes).map(|(node, notes)| {
            let flags = (node.held, node.public, node.losable, node.stealable);
            format!("{:?} {flags:?} {:?} {notes:?}", node.kind, node.tags)
        });
        let mut stages = vec![rough.clone(), sorts, numbered(described)];
        // Five rounds tell apart what differs within five steps.
        for _ in 0..5 {
            let finer = stages.last().map(|classes| refined(graph, classes)).unwrap_or_default();
            stages.push(finer);
        }
        for classes in stages.iter().rev() {
            for many in [MANY, 1] {
                let groups = Self::of_classes(classes, many);
                if groups.members.len() <= MOST_SUMMED_UP && groups.ways(graph).0.len() <= MAIN_WAYS
                {
                    return groups;
                }
            }
        }
        Self::of_classes(&rough, 1)
    }

    /// Makes a box of each class with at least `many` nodes, and one of each
    /// node of the smaller ones.
    fn of_classes(classes: &[usize], many: usize) -> Self {
        let mut by_class: BTreeMap<usize, Vec<NodeId>> = BTreeMap::new();
        for (node, &class) in classes.iter().enumerate() {
            by_class.entry(class).or_default().push(NodeId(number(node)));
        }
        let mut members = Vec::new();
        for nodes in by_class.into_values() {
            if nodes.len() >= many {
                members.push(nodes);
            } else {
                members.extend(nodes.into_iter().map(|node| vec![node]));
            }
        }
        members.sort();
        let mut box_of = vec![0; classes.len()];
        for (index, nodes) in members.iter().enumerate() {
            for node in nodes {
                if let Some(slot) = box_of.get_mut(node.0 as usize) {
                    *slot = index;
                }
            }
        }
        Self { members, box_of }
    }

    /// Counts the methods by their courses, and, for each box, those that lead from
    /// some of its nodes to others of them.
    pub(super) fn ways(&self, graph: &Graph) -> (BTreeMap<Course, usize>, Vec<usize>) {
        let of =
            |id: &String| graph.node(id).and_then(|node| self.box_of.get(node.0 as usize)).copied();
        let mut merged = BTreeMap::new();
        let mut among = vec![0; self.members.len()];
        for method in &graph.file().methods {
            let Some(to) = of(&method.to) else { continue };
            let mut needs: Vec<usize> = method.needs.iter().filter_map(of).collect();
            needs.sort_unstable();
            needs.dedup();
            let recovery = matches!(method.purpose, Some(Purpose::Recovery | Purpose::Reset));
            if !needs.contains(&to) {
                *merged.entry((to, needs, method.party, recovery)).or_default() += 1;
            } else if let Some(among) = among.get_mut(to) {
                *among += 1;
            }
        }
        (merged, among)
    }
}

/// Numbers equal values alike, in the order of their first appearance.
fn numbered<T: Ord>(values: impl Iterator<Item = T>) -> Vec<usize> {
    let mut numbers = BTreeMap::new();
    values
        .map(|value| {
            let next = numbers.len();
            *numbers.entry(value).or_insert(next)
        })
        .collect()
}

/// Is what ways between boxes have in common: where they lead, what they take, who
/// can go them, and whether they are for emergencies.
pub(super) type Course = (usize, Vec<usize>, Party, bool);

type Sight = (bool, usize, Vec<usize>, Party, Option<Purpose>);

/// Splits classes by the ways that lead to their nodes, counted, and by those
/// that take them, not counted: a hub is a hub however many use it.
fn refined(graph: &Graph, classes: &[usize]) -> Vec<usize> {
    let class = |id: &String| {
        graph.node(id).and_then(|node| classes.get(node.0 as usize)).copied().unwrap_or_default()
    };
    let mut sights: Vec<Vec<Sight>> = vec![Vec::new(); classes.len()];
    for method in &graph.file().methods {
        let mut needs: Vec<usize> = method.needs.iter().map(class).collect();
        needs.sort_unstable();
        let to = class(&method.to);
        let mut add = |id: &String, leads: bool| {
            let slot = graph.node(id).and_then(|node| sights.get_mut(node.0 as usize));
            let sight = (leads, to, needs.clone(), method.party, method.purpose);
            if let Some(list) = slot
                && (leads || list.last() != Some(&sight))
            {
                list.push(sight);
            }
        };
        add(&method.to, true);
        for need in &method.needs {
            add(need, false);
        }
    }
    let seen = classes.iter().zip(sights).map(|(&class, mut sights)| {
        sights.sort();
        let mut counted: Vec<Sight> = Vec::new();
        for sight in sights {
            if sight.0 || counted.last() != Some(&sight) {
                counted.push(sight);
            }
        }
        (class, counted)
    });
    numbered(seen)
}
