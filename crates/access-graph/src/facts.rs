//! What the answers rest on: how many facts are declared, derived and unknown,
//! and which declared ones an answer hangs on. An answer hangs on a fact if it
//! gets worse when nobody knows about that fact.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    AccessFile, Caps, Fact, Graph, Node, NodeId, Party, Report, TargetReport, analysis::one_side,
    side::Whose,
};

/// How many nodes are looked at, again and again, before the search for what
/// the answers hang on ends.
const STEPS: u64 = 300_000;

/// The largest set that is looked for while a fact is taken away.
const LARGEST: usize = 3;

/// Names one fact of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FactRef {
    /// What the file says of the node with this id.
    Node(String),
    /// That there is the method with this index.
    Method(usize),
}

/// Is what a file's answers rest on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facts {
    /// How many nodes and methods somebody merely said.
    pub declared: usize,
    /// How many the service knows by itself.
    pub derived: usize,
    /// How many nobody knows, taken for the worst on both sides.
    pub unknown: usize,
    /// For each target, what its answers hang on.
    pub targets: BTreeMap<String, HangsOn>,
    /// Whether some targets were not looked at, because it took too long.
    pub truncated: bool,
}

/// Is what one target's answers hang on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HangsOn {
    /// The declared facts without which fewer losses lock the owner out: what
    /// is said to be held, and ways that are said to exist.
    pub owner: Vec<FactRef>,
    /// The declared facts without which fewer thefts let someone in: what is
    /// said to be out of reach, and ways that are said to be the owner's only.
    pub attacker: Vec<FactRef>,
    /// The unknown facts that have a part in the answers.
    pub unknown: Vec<FactRef>,
}

impl Facts {
    /// Finds out what the answers of a report rest on.
    pub fn new(graph: &Graph, report: &Report) -> Self {
        let file = graph.file();
        let each =
            || file.nodes.values().map(|node| node.fact).chain(file.methods.iter().map(|m| m.fact));
        let count = |fact| each().filter(|&other| other == fact).count();
        let mut facts = Self {
            declared: count(Fact::Declared),
            derived: count(Fact::Derived),
            unknown: count(Fact::Unknown),
            ..Self::default()
        };
        let mut left = STEPS;
        let parts = Parts::new(graph);
        for (id, target) in &report.targets {
            let part = graph.node(id).and_then(|node| parts.of(node, &mut left));
            match part.and_then(|part| part.hangs_on(target, &mut left)) {
                Some(hangs_on) => {
                    facts.targets.insert(id.clone(), hangs_on);
                }
                None => facts.truncated = true,
            }
        }
        facts
    }
}

impl FactRef {
    /// Says the fact in words.
    pub fn words(&self, graph: &Graph) -> String {
        let file = graph.file();
        let label = |id: &String| match graph.node(id) {
            Some(node) => graph.label(node).to_owned(),
            None => id.clone(),
        };
        match self {
            Self::Node(id) => match file.nodes.get(id) {
                Some(node) if node.fact == Fact::Unknown => {
                    format!("who has {} is not known", label(id))
                }
                Some(node) if node.held => format!("you have {}", label(id)),
                _ => format!("nobody else can have {}", label(id)),
            },
            Self::Method(index) => {
                let Some(method) = file.methods.get(*index) else { return String::new() };
                let needs: Vec<String> = method.needs.iter().map(label).collect();
                let way = format!("{} opens {}", needs.join(" + "), label(&method.to));
                match (method.fact, method.party) {
                    (Fact::Unknown, _) => format!("whether {way} is not known"),
                    (_, Party::Owner) => format!("{way}, for you only"),
                    _ => way,
                }
            }
        }
    }
}

/// Finds the part of a file that leads to a target, on either side.
struct Parts<'a> {
    graph: &'a Graph,
    /// The methods that lead to each node, by index.
    into: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Parts<'a> {
    fn new(graph: &'a Graph) -> Self {
        let mut into: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, method) in graph.file().methods.iter().enumerate() {
            into.entry(&method.to).or_default().push(index);
        }
        Self { graph, into }
    }

    fn of(&self, target: NodeId, left: &mut u64) -> Option<Part> {
        let file = self.graph.file();
        let mut ids = vec![self.graph.id(target)];
        let mut seen: BTreeSet<&str> = ids.iter().copied().collect();
        let mut methods = Vec::new();
        let mut next = 0;
        while let Some(&id) = ids.get(next) {
            next += 1;
            *left = left.checked_sub(1)?;
            for &index in self.into.get(id).into_iter().flatten() {
                methods.push(index);
                let needs = file.methods.get(index).map(|method| &method.needs);
                for need in needs.into_iter().flatten() {
                    if seen.insert(need) {
                        ids.push(need);
                    }
                }
            }
        }
        methods.sort_unstable();
        let nodes = seen.into_iter().filter_map(|id| {
            file.nodes.get(id).map(|node| (id.to_owned(), Node { label: None, ..node.clone() }))
        });
        let part = AccessFile {
            nodes: nodes.collect(),
            methods: methods.iter().filter_map(|&i| file.methods.get(i)).cloned().collect(),
            targets: Some(vec![self.graph.id(target).to_owned()]),
            ..AccessFile::default()
        };
        Some(Part { file: part, methods })
    }
}

/// Is the part of a file that leads to one target.
struct Part {
    file: AccessFile,
    /// The index in the whole file of each method.
    methods: Vec<usize>,
}

impl Part {
    /// Finds what the answers of the target hang on; `None` if that takes more
    /// than is left.
    fn hangs_on(&self, target: &TargetReport, left: &mut u64) -> Option<HangsOn> {
        let findings = &target.findings;
        let bound = |least: Option<usize>, at_least: Option<usize>, already: bool| {
            let least = least.or(at_least).unwrap_or(LARGEST + 1);
            if already { None } else { least.min(LARGEST + 1).checked_sub(1) }
        };
        let owner =
            bound(findings.resilience, findings.resilience_at_least, !target.owner_in_today);
        let attacker =
            bound(findings.strength, findings.strength_at_least, target.attacker_in_today);
        let led_to: BTreeSet<&String> = self.file.methods.iter().map(|method| &method.to).collect();
        let mut hangs_on = HangsOn::default();
        for (id, node) in &self.file.nodes {
            let fact = FactRef::Node(id.clone());
            if node.fact == Fact::Unknown {
                hangs_on.unknown.push(fact);
                continue;
            }
            if node.fact != Fact::Declared {
                continue;
            }
            let unknown = |file: &mut AccessFile| {
                if let Some(node) = file.nodes.get_mut(id) {
                    *node =
                        Node { held: false, public: false, fact: Fact::Unknown, ..node.clone() };
                }
            };
            if node.held && self.is_worse(Whose::Owner, owner, unknown, left)? {
                hangs_on.owner.push(fact.clone());
            }
            let out_of_reach = !node.stealable && !node.public && !led_to.contains(id);
            if out_of_reach && self.is_worse(Whose::Attacker, attacker, unknown, left)? {
                hangs_on.attacker.push(fact);
            }
        }
        for (place, (&index, method)) in self.methods.iter().zip(&self.file.methods).enumerate() {
            let fact = FactRef::Method(index);
            if method.fact == Fact::Unknown {
                hangs_on.unknown.push(fact);
                continue;
            }
            if method.fact != Fact::Declared {
                continue;
            }
            let gone = |file: &mut AccessFile| {
                file.methods.remove(place);
            };
            let open = |file: &mut AccessFile| {
                if let Some(method) = file.methods.get_mut(place) {
                    method.party = Party::Both;
                }
            };
            let owners = method.party != Party::Attacker;
            if owners && self.is_worse(Whose::Owner, owner, gone, left)? {
                hangs_on.owner.push(fact.clone());
            }
            let only = method.party == Party::Owner;
            if only && self.is_worse(Whose::Attacker, attacker, open, left)? {
                hangs_on.attacker.push(fact);
            }
        }
        Some(hangs_on)
    }

    /// Says whether a change makes a set possible that is smaller than all.
    fn is_worse(
        &self,
        whose: Whose,
        bound: Option<usize>,
        change: impl Fn(&mut AccessFile),
        left: &mut u64,
    ) -> Option<bool> {
        let Some(bound) = bound else { return Some(false) };
        *left = left.checked_sub(self.file.nodes.len() as u64)?;
        let mut file = self.file.clone();
        change(&mut file);
        let Ok(graph) = Graph::new(file) else { return Some(false) };
        let caps = Caps { steps: 1_000_000, check_steps: 1_000_000, ..Caps::default() };
        let answers = one_side(&graph, whose, bound, caps);
        Some(answers.iter().any(|answer| !answer.found.sets.is_empty()))
    }
}
