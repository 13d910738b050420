//! A file turned into numbers: nodes in the alphabetical order of their ids,
//! and the two halves of the graph. Answers are computed elsewhere.

use std::collections::BTreeMap;

use crate::{
    AccessFile, Fact, FileError, Kind, Method, Party,
    rows::number,
    side::{Rule, Side, Whose},
};

/// Is the number of a node in one [`Graph`]. Numbers compare as ids do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

/// Is a what-if whose nodes are known to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    /// What the answer calls it.
    pub name: String,
    /// What the owner no longer has.
    pub loses: Vec<NodeId>,
    /// What a thief has.
    pub steals: Vec<NodeId>,
}

/// Is an event whose nodes are known to be there.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) nodes: Vec<NodeId>,
}

/// Is a checked file, ready for questions.
#[derive(Clone, Debug)]
pub struct Graph {
    file: AccessFile,
    names: Vec<String>,
    /// What people read for each node.
    labels: Vec<String>,
    losable: Vec<NodeId>,
    stealable: Vec<NodeId>,
    targets: Vec<NodeId>,
    scenarios: Vec<WhatIf>,
    events: Vec<Event>,
    pub(crate) owner: Side,
    pub(crate) attacker: Side,
}

impl Graph {
    /// Reads JSON and builds its graph.
    pub fn from_json(bytes: &[u8]) -> Result<Self, FileError> {
        Self::new(AccessFile::from_json(bytes)?)
    }

    /// Builds the graph of a file. Fails as [`AccessFile::check`] does.
    pub fn new(file: AccessFile) -> Result<Self, FileError> {
        file.check()?;
        let names: Vec<String> = file.nodes.keys().cloned().collect();
        let find = |path: &str, ids: &[String]| resolve(&names, path, ids);
        let marked = |mark: fn(&crate::Node) -> bool| -> Vec<bool> {
            file.nodes.values().map(mark).collect()
        };
        let targets = match &file.targets {
            Some(ids) => sorted(find("targets", ids)?),
            None => chosen(&marked(|node| node.kind == Kind::Identity)),
        };
        let scenarios = file
            .scenarios
            .iter()
            .map(|scenario| {
                Ok(WhatIf {
                    name: scenario.name.clone(),
                    loses: sorted(find("scenarios", &scenario.loses)?),
                    steals: sorted(find("scenarios", &scenario.steals)?),
                })
            })
            .collect::<Result<_, FileError>>()?;
        let events = file
            .events
            .iter()
            .map(|(name, ids)| {
                Ok(Event { name: name.clone(), nodes: sorted(find("events", ids)?) })
            })
            .collect::<Result<_, FileError>>()?;
        let owner_rules = rules(&names, &file.methods, Party::Attacker)?;
        let attacker_rules = rules(&names, &file.methods, Party::Owner)?;
        Ok(Self {
            losable: chosen(&marked(|node| node.losable)),
            stealable: chosen(&marked(|node| node.stealable)),
            owner: Side::new(Whose::Owner, marked(|node| node.held), owner_rules.into_iter()),
            attacker: Side::new(
                Whose::Attacker,
                marked(|node| node.public || node.fact == Fact::Unknown),
                attacker_rules.into_iter(),
            ),
            labels: labels(&file),
            file,
            names,
            targets,
            scenarios,
            events,
        })
    }

    /// Returns the number of nodes.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Says whether there is no node at all.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Finds a node by its id.
    pub fn node(&self, id: &str) -> Option<NodeId> {
        find(&self.names, id)
    }

    /// Returns the id of a node; empty for a node of another graph.
    pub fn id(&self, node: NodeId) -> &str {
        self.names.get(node.0 as usize).map_or("", String::as_str)
    }

    /// Returns what people read for a node: its label, or its id. Where several would
    /// read the same, their kind stands with it, or else their id.
    pub fn label(&self, node: NodeId) -> &str {
        self.labels.get(node.0 as usize).map_or("", String::as_str)
    }

    /// Returns the nodes asked about, by id.
    pub fn targets(&self) -> &[NodeId] {
        &self.targets
    }

    /// Returns the nodes whose loss is to be considered, by id.
    pub fn losable(&self) -> &[NodeId] {
        &self.losable
    }

    /// Returns the nodes whose theft is to be considered, by id.
    pub fn stealable(&self) -> &[NodeId] {
        &self.stealable
    }

    /// Returns the what-ifs of the file, in its order.
    pub fn scenarios(&self) -> &[WhatIf] {
        &self.scenarios
    }

    /// Returns the file that the graph was built from.
    pub fn file(&self) -> &AccessFile {
        &self.file
    }

    /// Makes a what-if out of names, as a command line gives them: ids, or what people
    /// read for a node, in any case. The name of an event stands for all its nodes, unless
    /// a node has it as its id. Fails on a name that is not there, or that several are
    /// read by, with the path `losing[0]` or `stealing[0]`.
    pub fn what_if(
        &self,
        name: &str,
        losing: &[String],
        stealing: &[String],
    ) -> Result<WhatIf, FileError> {
        Ok(WhatIf {
            name: name.to_owned(),
            loses: sorted(self.nodes_or_events("losing", losing)?),
            steals: sorted(self.nodes_or_events("stealing", stealing)?),
        })
    }

    fn nodes_or_events(&self, path: &str, names: &[String]) -> Result<Vec<NodeId>, FileError> {
        let mut nodes = Vec::new();
        for (index, name) in names.iter().enumerate() {
            nodes.extend(self.called(&format!("{path}[{index}]"), name)?);
        }
        Ok(nodes)
    }

    /// Returns a node as the file describes it.
    pub(crate) fn described(&self, node: NodeId) -> Option<&crate::Node> {
        self.file.nodes.get(self.id(node))
    }

    pub(crate) fn events(&self) -> &[Event] {
        &self.events
    }

    pub(crate) fn side(&self, whose: Whose) -> &Side {
        match whose {
            Whose::Owner => &self.owner,
            Whose::Attacker => &self.attacker,
        }
    }

    /// Says whether a loss (or theft) of a node is to be considered.
    pub(crate) fn may_be_taken(&self, whose: Whose, node: u32) -> bool {
        let nodes = match whose {
            Whose::Owner => &self.losable,
            Whose::Attacker => &self.stealable,
        };
        nodes.binary_search(&NodeId(node)).is_ok()
    }
}

/// Names the nodes for people, each by a name of its own.
fn labels(file: &AccessFile) -> Vec<String> {
    let plain = file.nodes.iter().map(|(id, node)| node.label.as_ref().unwrap_or(id).clone());
    let mut labels: Vec<String> = plain.collect();
    // Kinds tell some apart, ids all; what an addition makes equal is told apart again.
    for round in 0..4 {
        let mut alike: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, label) in labels.iter().enumerate() {
            alike.entry(label).or_default().push(place);
        }
        let alike: Vec<Vec<usize>> = alike.into_values().filter(|all| all.len() > 1).collect();
        if alike.is_empty() {
            break;
        }
        let nodes: Vec<_> = file.nodes.iter().collect();
        for all in alike {
            let kind = |place: &usize| nodes.get(*place).map(|(_, node)| node.kind);
            for place in &all {
                let same = all.iter().filter(|other| kind(other) == kind(place)).count();
                let (Some(label), Some((id, node))) = (labels.get_mut(*place), nodes.get(*place))
                else {
                    continue;
                };
                let mark = if round == 0 && same == 1 { node.kind.word() } else { id.as_str() };
                label.push_str(&format!(" ({mark})"));
            }
        }
    }
    labels
}

/// Numbers the methods that everybody but one party can use. What is unknown is
/// of use to a thief only; an unknown node is neither held nor kept from him.
fn rules(names: &[String], methods: &[Method], without: Party) -> Result<Vec<Rule>, FileError> {
    let mut rules = Vec::with_capacity(methods.len());
    let usable = |method: &Method| {
        method.party != without && (method.fact != Fact::Unknown || without == Party::Owner)
    };
    for (index, method) in methods.iter().enumerate().filter(|(_, method)| usable(method)) {
        let to = find(names, &method.to)
            .ok_or_else(|| FileError::unknown(&format!("methods[{index}].to"), &method.to))?;
        let needs = sorted(resolve(names, &format!("methods[{index}].needs"), &method.needs)?);
        rules.push(Rule {
            to: to.0,
            needs: needs.into_iter().map(|node| node.0).collect(),
            method: number(index),
        });
    }
    Ok(rules)
}

fn find(names: &[String], id: &str) -> Option<NodeId> {
    names.binary_search_by(|name| name.as_str().cmp(id)).ok().map(|index| NodeId(number(index)))
}

fn resolve(names: &[String], path: &str, ids: &[String]) -> Result<Vec<NodeId>, FileError> {
    ids.iter()
        .enumerate()
        .map(|(index, id)| {
            find(names, id).ok_or_else(|| FileError::unknown(&format!("{path}[{index}]"), id))
        })
        .collect()
}

fn sorted(mut nodes: Vec<NodeId>) -> Vec<NodeId> {
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

fn chosen(marks: &[bool]) -> Vec<NodeId> {
    marks
        .iter()
        .enumerate()
        .filter(|(_, marked)| **marked)
        .map(|(index, _)| NodeId(number(index)))
        .collect()
}
