//! Which nodes share a box when there are too many for one each: those that
//! look alike from every side, found by refining classes until nothing changes.

use std::collections::BTreeMap;

use super::scene::Note;
use crate::{Graph, NodeId, Party, Purpose, rows::number};

/// The most boxes of a picture that can be read.
const MOST: usize = 60;

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
        let described = graph.file().nodes.values().zip(notes).map(|(node, notes)| {
            let flags = (node.held, node.public, node.losable, node.stealable);
            format!("{:?} {flags:?} {:?} {notes:?}", node.kind, node.tags)
        });
        let mut stages = vec![numbered(described)];
        // Five rounds tell apart what differs within five steps.
        for _ in 0..5 {
            let finer = stages.last().map(|classes| refined(graph, classes)).unwrap_or_default();
            stages.push(finer);
        }
        for classes in stages.iter().rev() {
            let groups = Self::of_classes(classes, MANY);
            if groups.members.len() <= MOST {
                return groups;
            }
        }
        for classes in stages.iter().take(1).chain([&rough]) {
            let groups = Self::of_classes(classes, 1);
            if groups.members.len() <= MOST {
                return groups;
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

    pub(super) fn of(&self, node: NodeId) -> Option<usize> {
        self.box_of.get(node.0 as usize).copied()
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
