//! Why: for losses, what is dead and why every way to it is; for thefts, the
//! shortest way in. Also in sentences, for people.

use crate::{Graph, NodeId, closure::reached, shortest::shortest};

/// Explains a lock-out: every node that is dead and matters, the target first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedOut {
    /// Each dead node with the reason. What a reason names as missing comes
    /// later in the list, unless it was there before.
    pub dead: Vec<(NodeId, Why)>,
}

/// Is the reason why the owner cannot have a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is lost.
    Lost,
    /// The owner does not hold it, and no method leads to it.
    NoMethod,
    /// No method that leads to it has all that it needs.
    AllDead(Vec<DeadWay>),
}

/// Is a method that no longer works for the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadWay {
    /// The index of the method in the file.
    pub method: u32,
    /// Which of its needs are missing, by id.
    pub missing: Vec<NodeId>,
}

/// Explains how a node is had: steps in an order in which they can be taken,
/// the node itself last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayIn {
    /// Whether it is a thief's way.
    pub attacker: bool,
    /// The steps.
    pub steps: Vec<Step>,
    /// Whether no way has fewer steps. Where there are too many ways to try them all,
    /// there may be a shorter one.
    pub is_shortest: bool,
}

/// Is one step of a way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is had by the step.
    pub node: NodeId,
    /// How.
    pub by: Gain,
}

/// Says how a node is had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gain {
    /// The owner holds it, or everybody has it.
    Given,
    /// It is stolen.
    Stolen,
    /// By the method with this index in the file.
    Method(u32),
}

impl Graph {
    /// Explains why the owner does not have a node after some losses; `None`
    /// if the owner has it.
    pub fn why_locked_out(&self, target: NodeId, loses: &[NodeId]) -> Option<LockedOut> {
        let side = &self.owner;
        let has = reached(side, loses);
        let missing = |node| !is_marked(&has, node);
        if !missing(target.0) {
            return None;
        }
        let (lost, mut seen) = (self.marks(loses), vec![false; self.len()]);
        let mut queue = vec![target.0];
        let mut dead = Vec::new();
        let mut next = 0;
        while let Some(&node) = queue.get(next) {
            next += 1;
            if is_marked(&seen, node) {
                continue;
            }
            mark(&mut seen, node);
            let why = if is_marked(&lost, node) {
                Why::Lost
            } else if side.into(node).is_empty() {
                Why::NoMethod
            } else {
                let ways = side.into(node).iter().map(|&rule| {
                    let needs = side.needs(rule).iter().copied();
                    let missing: Vec<u32> = needs.filter(|&need| missing(need)).collect();
                    queue.extend(&missing);
                    DeadWay {
                        method: side.method(rule),
                        missing: missing.into_iter().map(NodeId).collect(),
                    }
                });
                Why::AllDead(ways.collect())
            };
            dead.push((NodeId(node), why));
        }
        Some(LockedOut { dead })
    }

    /// Finds the shortest way by which a thief has a node after some thefts;
    /// `None` if there is no way. A step that serves twice counts once.
    pub fn attackers_way(&self, target: NodeId, steals: &[NodeId]) -> Option<WayIn> {
        shortest(&self.attacker, target, &self.marks(steals))
    }

    /// Finds the shortest way by which the owner has a node after some losses;
    /// `None` if there is no way. A step that serves twice counts once.
    pub fn owners_way(&self, target: NodeId, loses: &[NodeId]) -> Option<WayIn> {
        shortest(&self.owner, target, &self.marks(loses))
    }

    fn marks(&self, nodes: &[NodeId]) -> Vec<bool> {
        let mut marks = vec![false; self.len()];
        for node in nodes {
            mark(&mut marks, node.0);
        }
        marks
    }
}

fn is_marked(marks: &[bool], node: u32) -> bool {
    marks.get(node as usize).copied().unwrap_or(false)
}

fn mark(marks: &mut [bool], node: u32) {
    if let Some(mark) = marks.get_mut(node as usize) {
        *mark = true;
    }
}

impl LockedOut {
    /// Puts the explanation into sentences, one per line.
    pub fn sentences(&self, graph: &Graph) -> Vec<String> {
        let mut lines = Vec::new();
        for (node, why) in &self.dead {
            let label = graph.label(*node);
            match why {
                Why::Lost => lines.push(format!("{label}: lost.")),
                Why::NoMethod => lines.push(format!("{label}: not held, and nothing leads to it.")),
                Why::AllDead(ways) => {
                    lines.push(format!("{label}: no way is left."));
                    for way in ways {
                        let missing = labels(graph, &way.missing);
                        lines
                            .push(format!("  {} fails: missing {missing}.", graph.way(way.method)));
                    }
                }
            }
        }
        lines
    }
}

impl WayIn {
    /// Puts the way into sentences, one per step, and one more if there may be a
    /// shorter way.
    pub fn sentences(&self, graph: &Graph) -> Vec<String> {
        let sentence = |step: &Step| {
            let label = graph.label(step.node);
            match (&step.by, self.attacker) {
                (Gain::Given, true) => format!("{label}: everybody has it."),
                (Gain::Given, false) => format!("{label}: still held."),
                (Gain::Stolen, _) => format!("{label}: stolen."),
                (Gain::Method(method), _) => format!("{label}: had {}.", graph.way(*method)),
            }
        };
        let doubt = (!self.is_shortest).then(|| "There may be a way with fewer steps.".to_owned());
        self.steps.iter().map(sentence).chain(doubt).collect()
    }
}

impl Graph {
    /// Describes a method of the file: by what, and its note.
    fn way(&self, method: u32) -> String {
        let Some(method) = self.file().methods.get(method as usize) else { return String::new() };
        let needs: Vec<NodeId> = method.needs.iter().filter_map(|id| self.node(id)).collect();
        let by = format!("by {}", labels(self, &needs));
        match &method.note {
            Some(note) => format!("{by} ({note})"),
            None => by,
        }
    }
}

fn labels(graph: &Graph, nodes: &[NodeId]) -> String {
    let labels: Vec<&str> = nodes.iter().map(|&node| graph.label(node)).collect();
    match labels.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => labels.concat(),
    }
}
