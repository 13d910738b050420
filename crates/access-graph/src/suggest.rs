//! What could be changed, and what each change does on both sides: which
//! lock-out sets and which theft sets come and go. Nothing is recommended that
//! is not computed.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    AccessFile, Caps, Graph, Kind, Method, Node, NodeId, Party, Purpose, Report, Tag,
    affected::affected,
    analysis::{confirmed, searched},
    side::Whose,
};

/// The largest sets that changes are compared by.
const SIZE: usize = 2;

/// How many nodes and methods are gone through for all changes together.
const STEPS: u64 = 400_000;

/// How many sets of one kind are listed.
const LISTED: usize = 20;

/// Is a change that could be made.
#[derive(Clone, Debug, Serialize)]
pub struct Suggestion {
    /// What to do.
    pub title: String,
    /// The sets of losses up to size two that lock out.
    pub lockouts: Effect,
    /// The sets of thefts up to size two that let in.
    pub thefts: Effect,
    /// How many single points of either kind it removes, less those it makes.
    pub single_points_removed: i64,
    /// Whether it opens a new way in by two thefts or less.
    pub opens: bool,
}

/// Is what a change does to the sets of one side.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Effect {
    /// The sets that are no longer there, with their targets.
    pub removed: Vec<TargetSet>,
    /// The sets that are new, with their targets.
    pub added: Vec<TargetSet>,
    /// How many sets each of the two lists leaves out.
    pub left_out: usize,
}

/// Is a minimal set of one target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TargetSet {
    /// The members, by id; what a change adds begins with `new `.
    pub set: Vec<String>,
    /// The target, by id.
    pub target: String,
}

/// Is what could be changed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Suggestions {
    /// The changes that improve something. Those that open no way of two
    /// thefts or less come first, then those that remove most single points.
    pub suggestions: Vec<Suggestion>,
    /// Whether some changes were not tried, because it took too long.
    pub truncated: bool,
}

type Sets = BTreeSet<TargetSet>;

/// Is what a change of a file does on both sides, by the sets of up to two losses
/// and of up to two thefts.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Comparison {
    /// The sets of losses that lock out.
    pub lockouts: Effect,
    /// The sets of thefts that let in.
    pub thefts: Effect,
    /// Whether some side has got worse: a set is new that no set before was a
    /// part of.
    pub is_worse: bool,
}

impl Comparison {
    /// Compares two graphs with the same targets.
    pub fn new(before: &Graph, after: &Graph) -> Self {
        let targets = all_targets(before);
        let (old, new) = (both_sides(before, &targets).0, both_sides(after, &targets).0);
        let worse = |old: &Sets, new: &Sets| {
            new.difference(old).any(|set| !old.iter().any(|known| is_within(known, set)))
        };
        let effect =
            |whose, old: &Sets, new: &Sets| Effect::new(old, new).confirmed(whose, before, after);
        Self {
            is_worse: worse(&old.0, &new.0) || worse(&old.1, &new.1),
            lockouts: effect(Whose::Owner, &old.0, &new.0),
            thefts: effect(Whose::Attacker, &old.1, &new.1),
        }
    }
}

impl Suggestions {
    /// Tries changes on a graph.
    pub fn new(graph: &Graph, report: &Report) -> Self {
        let mut found = Self::default();
        let mut left = STEPS;
        let cost = (graph.len() + graph.file().methods.len()) as u64;
        let before = Before::new(graph);
        for (title, file) in changes(graph, report) {
            let Some(rest) = left.checked_sub(cost) else {
                found.truncated = true;
                break;
            };
            left = rest;
            let Ok(changed) = Graph::new(file) else { continue };
            // What no change leads to has the sets that it had.
            let targets = if before.cut { all_targets(graph) } else { affected(graph, &changed) };
            let before = before.of(&targets);
            let after = both_sides(&changed, &targets).0;
            if improves(&before, &after) {
                let suggestion = Suggestion::new(title, &before, &after);
                found.suggestions.push(suggestion.confirmed(graph, &changed));
            }
        }
        found.suggestions.sort_by(|one, other| {
            let key = |s: &Suggestion| (s.opens, -s.single_points_removed, -s.gain());
            key(one).cmp(&key(other)).then_with(|| one.title.cmp(&other.title))
        });
        found
    }
}

impl Suggestion {
    fn new(title: String, before: &(Sets, Sets), after: &(Sets, Sets)) -> Self {
        let singles = |sets: &Sets| sets.iter().filter(|set| set.set.len() <= 1).count();
        let all = |both: &(Sets, Sets)| singles(&both.0) + singles(&both.1);
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        Self {
            title,
            lockouts: Effect::new(&before.0, &after.0),
            thefts: Effect::new(&before.1, &after.1),
            single_points_removed: number(all(before)) - number(all(after)),
            opens: after.1.difference(&before.1).next().is_some(),
        }
    }

    /// Drops from its lists what the closure does not confirm.
    fn confirmed(mut self, before: &Graph, after: &Graph) -> Self {
        self.lockouts = self.lockouts.confirmed(Whose::Owner, before, after);
        self.thefts = self.thefts.confirmed(Whose::Attacker, before, after);
        self
    }

    /// Returns by how many sets there are fewer.
    fn gain(&self) -> i64 {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        number(self.lockouts.removed.len() + self.thefts.removed.len())
            - number(self.lockouts.added.len() + self.thefts.added.len())
    }
}

/// Says whether one side gets better without new single points on either.
fn improves(before: &(Sets, Sets), after: &(Sets, Sets)) -> bool {
    let better =
        |b: &Sets, a: &Sets| b.difference(a).any(|gone| !a.iter().any(|s| is_within(s, gone)));
    let new_single = |b: &Sets, a: &Sets| a.difference(b).any(|set| set.set.len() <= 1);
    (better(&before.0, &after.0) || better(&before.1, &after.1))
        && !new_single(&before.0, &after.0)
        && !new_single(&before.1, &after.1)
}

fn is_within(small: &TargetSet, large: &TargetSet) -> bool {
    small.target == large.target && small.set.iter().all(|id| large.set.contains(id))
}

impl Effect {
    fn new(before: &Sets, after: &Sets) -> Self {
        let listed = |sets: Vec<&TargetSet>| -> Vec<TargetSet> {
            sets.into_iter().take(LISTED).cloned().collect()
        };
        let removed: Vec<_> = before.difference(after).collect();
        let added: Vec<_> = after.difference(before).collect();
        let over = |count: usize| count.saturating_sub(LISTED);
        let left_out = over(removed.len()) + over(added.len());
        Self { removed: listed(removed), added: listed(added), left_out }
    }

    /// Drops from its lists what the closure does not confirm.
    fn confirmed(mut self, whose: Whose, before: &Graph, after: &Graph) -> Self {
        self.removed.retain(|set| confirmed(before, whose, &set.target, &set.set));
        self.added.retain(|set| confirmed(after, whose, &set.target, &set.set));
        self
    }
}

/// Is what there is before any change.
struct Before {
    sets: (Sets, Sets),
    /// Whether a cap left something out: then nothing is taken over.
    cut: bool,
}

impl Before {
    fn new(graph: &Graph) -> Self {
        let (sets, cut) = both_sides(graph, &all_targets(graph));
        Self { sets, cut }
    }

    /// Returns the sets of some targets.
    fn of(&self, targets: &BTreeSet<String>) -> (Sets, Sets) {
        let some = |sets: &Sets| {
            sets.iter().filter(|set| targets.contains(&set.target)).cloned().collect()
        };
        (some(&self.sets.0), some(&self.sets.1))
    }
}

fn all_targets(graph: &Graph) -> BTreeSet<String> {
    graph.targets().iter().map(|&target| graph.id(target).to_owned()).collect()
}

/// Finds the sets of some targets up to the size that counts, and says whether a
/// cap left something out.
fn both_sides(graph: &Graph, targets: &BTreeSet<String>) -> ((Sets, Sets), bool) {
    let nodes: Vec<NodeId> = targets.iter().filter_map(|id| graph.node(id)).collect();
    let (owner, owner_cut) = sets(graph, Whose::Owner, &nodes);
    let (attacker, attacker_cut) = sets(graph, Whose::Attacker, &nodes);
    ((owner, attacker), owner_cut || attacker_cut)
}

fn sets(graph: &Graph, whose: Whose, targets: &[NodeId]) -> (Sets, bool) {
    let caps = Caps { steps: 3_000_000, ..Caps::default() };
    let answers = searched(graph, whose, SIZE, caps, targets);
    let cut = answers.iter().any(|answer| answer.truncated);
    let each = targets.iter().zip(answers).flat_map(|(&target, answer)| {
        answer.found.sets.into_iter().map(move |set| TargetSet {
            set: set.into_iter().map(|node| graph.id(NodeId(node)).to_owned()).collect(),
            target: graph.id(target).to_owned(),
        })
    });
    (each.collect(), cut)
}

/// Makes the changed files, each with what was done.
fn changes(graph: &Graph, report: &Report) -> Vec<(String, AccessFile)> {
    let mut changes = Vec::new();
    let file = graph.file();
    let mut singles: BTreeSet<NodeId> = BTreeSet::new();
    for target in report.targets.values() {
        let sets = target.findings.min_lockout_sets.iter().filter(|set| set.len() == 1);
        singles.extend(sets.flatten().filter_map(|id| graph.node(id)));
    }
    for &node in singles.iter().take(24) {
        changes.extend(spares(graph, node));
    }
    for &target in graph.targets().iter().take(24) {
        changes.extend(of_target(graph, target));
    }
    for (id, node) in file.nodes.iter().filter(|(_, node)| node.is(Tag::Mailbox)).take(8) {
        let label = node.label.as_ref().unwrap_or(id);
        let mut changed = file.clone();
        let factor = add(&mut changed, &format!("security key for {label}"), Kind::Item);
        for method in changed.methods.iter_mut().filter(|method| method.to == *id) {
            method.needs.push(factor.clone());
        }
        changes.push((format!("protect {label} with a security key of its own"), changed));
    }
    for (id, node) in file.nodes.iter().filter(|(_, node)| node.public).take(8) {
        if node.kind != Kind::Channel {
            continue;
        }
        let label = node.label.as_ref().unwrap_or(id);
        let mut changed = file.clone();
        let sim = add(&mut changed, &format!("SIM or device that receives {label}"), Kind::Item);
        if let Some(node) = changed.nodes.get_mut(id) {
            node.public = false;
        }
        changed.methods.push(way(id, vec![sim], Purpose::SignIn));
        changes.push((format!("replace {label} by a contact that you have"), changed));
    }
    for (id, node) in file.nodes.iter().filter(|(_, node)| node.is(Tag::Vault)).take(8) {
        let label = node.label.as_ref().unwrap_or(id);
        let mut changed = file.clone();
        let paper = add(&mut changed, &format!("printed recovery key of {label}"), Kind::Item);
        changed.methods.push(way(id, vec![paper], Purpose::Recovery));
        changes.push((format!("print a recovery key of {label}, and keep it elsewhere"), changed));
    }
    // Where a thing simply is, there is nothing to close: that would be losing it.
    let is_its_place = |method: &Method| {
        let for_owner = |one: &&Method| one.to == method.to && one.party != Party::Attacker;
        method.purpose == Some(Purpose::Storage)
            && file.methods.iter().filter(for_owner).count() < 2
    };
    let for_emergencies = file
        .methods
        .iter()
        .enumerate()
        .filter(|(_, method)| method.purpose.is_some_and(|purpose| purpose != Purpose::SignIn));
    for (index, method) in for_emergencies.filter(|(_, one)| !is_its_place(one)).take(40) {
        let mut changed = file.clone();
        changed.methods.remove(index);
        let label = |id: &String| {
            graph.node(id).map_or_else(|| id.clone(), |node| graph.label(node).to_owned())
        };
        let needs: Vec<String> = method.needs.iter().map(label).collect();
        changes.push((
            format!("close the way to {} by {}", label(&method.to), needs.join(" + ")),
            changed,
        ));
    }
    changes
}

/// Makes the changes that give a single point a substitute.
fn spares(graph: &Graph, node: NodeId) -> Vec<(String, AccessFile)> {
    let (id, label) = (graph.id(node).to_owned(), graph.label(node));
    let Some(described) = graph.described(node) else { return Vec::new() };
    let mut changes = Vec::new();
    let mut substitute = |title: String, parts: &[(String, Kind)]| {
        let mut changed = graph.file().clone();
        let parts: Vec<String> =
            parts.iter().map(|(name, kind)| add(&mut changed, name, *kind)).collect();
        let uses: Vec<Method> =
            changed.methods.iter().filter(|method| method.needs.contains(&id)).cloned().collect();
        for mut method in uses {
            method.needs.retain(|need| *need != id);
            method.needs.extend(parts.iter().cloned());
            changed.methods.push(method);
        }
        changes.push((title, changed));
    };
    if described.kind == Kind::Knowledge {
        let paper = format!("paper with {label}");
        substitute(
            format!("write {label} down, and keep the paper where only you get at it"),
            &[(paper, Kind::Item)],
        );
    } else {
        let spare = format!("spare for {label}");
        substitute(
            format!("get a spare for {label}, and keep it elsewhere"),
            &[(spare.clone(), Kind::Item)],
        );
        substitute(
            format!("get a spare for {label} that asks for a PIN of its own"),
            &[(spare.clone(), Kind::Item), (format!("PIN of the {spare}"), Kind::Knowledge)],
        );
    }
    changes
}

/// Makes the changes that give a target another way in.
fn of_target(graph: &Graph, target: NodeId) -> Vec<(String, AccessFile)> {
    let (id, label) = (graph.id(target).to_owned(), graph.label(target));
    let file = graph.file();
    let mut changes = Vec::new();
    let mut changed = file.clone();
    let key = add(&mut changed, &format!("hardware key for {label}"), Kind::Item);
    let pin = add(&mut changed, &format!("PIN of the hardware key for {label}"), Kind::Knowledge);
    changed.methods.push(way(&id, vec![key, pin], Purpose::SignIn));
    changes.push((format!("register a hardware key with a PIN for {label}"), changed));

    let is_password =
        |need: &&String| file.nodes.get(*need).is_some_and(|node| node.is(Tag::Password));
    let password = file
        .methods
        .iter()
        .filter(|method| method.to == id && method.needs.len() > 1)
        .find_map(|method| method.needs.iter().find(is_password));
    if let Some(password) = password {
        let mut changed = file.clone();
        let codes = add(&mut changed, &format!("printed codes for {label}"), Kind::Item);
        changed.methods.push(way(&id, vec![password.clone(), codes], Purpose::Recovery));
        changes
            .push((format!("print recovery codes for {label}, and keep them elsewhere"), changed));
    }
    let is_root = graph.described(target).is_some_and(|node| node.is(Tag::Root));
    if !is_root && graph.described(target).is_some_and(|node| node.kind == Kind::Identity) {
        let mut changed = file.clone();
        let parts = ["password", "device"].map(|part| {
            let kind = if part == "password" { Kind::Knowledge } else { Kind::Item };
            add(&mut changed, &format!("second administrator's {part}"), kind)
        });
        changed.methods.push(way(&id, parts.to_vec(), Purpose::Reset));
        changes.push((format!("let a second administrator reset {label}"), changed));
    }
    changes
}

/// Adds a node that is had, and may be lost and stolen.
fn add(file: &mut AccessFile, name: &str, kind: Kind) -> String {
    let mut id: String = format!("new {name}").chars().take(120).collect();
    while file.nodes.contains_key(&id) {
        id.push('\'');
    }
    let node = Node { kind, held: true, losable: true, stealable: true, ..Node::default() };
    file.nodes.insert(id.clone(), node);
    id
}

fn way(to: &str, needs: Vec<String>, purpose: Purpose) -> Method {
    Method {
        to: to.to_owned(),
        needs,
        party: Party::Both,
        purpose: Some(purpose),
        ..Method::default()
    }
}
