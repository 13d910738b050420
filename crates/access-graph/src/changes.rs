//! The changes that could be made to a file. What each of them does stands in
//! `suggest`.

use std::collections::BTreeSet;

use crate::{AccessFile, Graph, Kind, Method, Node, NodeId, Party, Purpose, Report, Tag};

/// How many single points, and how many targets, are looked at.
const LOOKED_AT: usize = 24;
/// How many things of one kind are changed.
const OF_A_KIND: usize = 8;
/// By how many steps a password leads to what a sign-in takes.
const PASSWORDS: usize = 2;
/// How many ways are closed, one at a time.
const CLOSED: usize = 40;

/// Takes the first so many; notes whether there are more.
fn first<T>(all: impl Iterator<Item = T>, most: usize, more: &mut bool) -> Vec<T> {
    let mut all = all.fuse();
    let taken = all.by_ref().take(most).collect();
    *more |= all.next().is_some();
    taken
}

/// Makes the changed files, each with what was done. Says whether there could be more.
pub(crate) fn changes(graph: &Graph, report: &Report) -> (Vec<(String, AccessFile)>, bool) {
    let (mut changes, mut more) = (Vec::new(), false);
    let file = graph.file();
    let label = |id: &String| {
        graph.node(id).map_or_else(|| id.clone(), |node| graph.label(node).to_owned())
    };
    let mut singles: BTreeSet<NodeId> = BTreeSet::new();
    for target in report.targets.values() {
        let sets = target.findings.min_lockout_sets.iter().filter(|set| set.len() == 1);
        singles.extend(sets.flatten().filter_map(|id| graph.node(id)));
    }
    for &node in first(singles.iter(), LOOKED_AT, &mut more) {
        changes.extend(spares(graph, node));
    }
    for &target in first(graph.targets().iter(), LOOKED_AT, &mut more) {
        changes.extend(of_target(graph, target));
    }
    let mailboxes = file.nodes.iter().filter(|(_, node)| node.is(Tag::Mailbox));
    for (id, _) in first(mailboxes, OF_A_KIND, &mut more) {
        let label = label(id);
        let mut changed = file.clone();
        let factor = add(&mut changed, &format!("security key for {label}"), Kind::Item);
        for method in changed.methods.iter_mut().filter(|method| method.to == *id) {
            method.needs.push(factor.clone());
        }
        changes.push((format!("protect {label} with a security key of its own"), changed));
    }
    let public = |node: &Node| node.public && node.kind == Kind::Channel;
    let given_up = file.nodes.iter().filter(|(_, node)| public(node));
    for (id, _) in first(given_up, OF_A_KIND, &mut more) {
        let label = label(id);
        let mut changed = file.clone();
        let sim = add(&mut changed, &format!("SIM or device that receives {label}"), Kind::Item);
        if let Some(node) = changed.nodes.get_mut(id) {
            node.public = false;
        }
        changed.methods.push(way(id, vec![sim], Purpose::SignIn));
        changes.push((format!("replace {label} by a contact that you have"), changed));
    }
    let vaults = file.nodes.iter().filter(|(_, node)| node.is(Tag::Vault));
    for (id, _) in first(vaults, OF_A_KIND, &mut more) {
        let label = label(id);
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
    let closable = for_emergencies.filter(|(_, one)| !is_its_place(one));
    for (index, method) in first(closable, CLOSED, &mut more) {
        let mut changed = file.clone();
        changed.methods.remove(index);
        let needs: Vec<String> = method.needs.iter().map(label).collect();
        changes.push((
            format!("close the way to {} by {}", label(&method.to), needs.join(" + ")),
            changed,
        ));
    }
    (changes, more)
}

/// Makes the changes that give a single point a substitute.
fn spares(graph: &Graph, node: NodeId) -> Vec<(String, AccessFile)> {
    let (id, label) = (graph.id(node).to_owned(), graph.label(node));
    let Some(described) = graph.described(node) else { return Vec::new() };
    let mut changes = Vec::new();
    let mut substitute = |title: String, old: &[&String], parts: &[(String, Kind)]| {
        let mut changed = graph.file().clone();
        let parts: Vec<String> =
            parts.iter().map(|(name, kind)| add(&mut changed, name, *kind)).collect();
        let uses: Vec<Method> =
            changed.methods.iter().filter(|method| method.needs.contains(&id)).cloned().collect();
        for mut method in uses {
            method.needs.retain(|need| !old.contains(&need));
            method.needs.extend(parts.iter().cloned());
            changed.methods.push(method);
        }
        changes.push((title, changed));
    };
    if described.kind == Kind::Knowledge {
        let paper = format!("paper with {label}");
        substitute(
            format!("write {label} down, and keep the paper where only you get at it"),
            &[&id],
            &[(paper, Kind::Item)],
        );
    } else {
        let spare = format!("spare for {label}");
        let locks = locks(graph, &id);
        let opened = match locks.first().and_then(|lock| graph.node(lock)) {
            Some(lock) => format!(" that opens with {}", graph.label(lock)),
            None => String::new(),
        };
        substitute(
            format!("get a spare for {label}{opened}, and keep it elsewhere"),
            &[&id],
            &[(spare.clone(), Kind::Item)],
        );
        let old: Vec<&String> = std::iter::once(&id).chain(locks).collect();
        substitute(
            format!("get a spare for {label} that asks for a PIN of its own"),
            &old,
            &[(spare.clone(), Kind::Item), (format!("PIN of the {spare}"), Kind::Knowledge)],
        );
    }
    changes
}

/// Returns what opens a thing and nothing else: what is known, never needed without it,
/// and not asked for by whom one signs in to.
fn locks<'g>(graph: &'g Graph, id: &String) -> Vec<&'g String> {
    let file = graph.file();
    let known = file
        .nodes
        .iter()
        .filter(|(_, node)| node.kind == Kind::Knowledge && !node.is(Tag::Password));
    let opens = |lock: &&String| {
        let mut uses = file.methods.iter().filter(|method| method.needs.contains(lock)).peekable();
        let signs_in = |to: &String| file.nodes.get(to).is_some_and(|to| to.kind == Kind::Identity);
        uses.peek().is_some()
            && uses.all(|method| method.needs.contains(id) && !signs_in(&method.to))
    };
    known.map(|(lock, _)| lock).filter(opens).collect()
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

    let password = file
        .methods
        .iter()
        .filter(|method| method.to == id && method.needs.len() > 1)
        .find_map(|method| method.needs.iter().find(|need| is_password(file, need, PASSWORDS)));
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

/// Says whether something is a password, or had by a password alone: one that can be
/// reset is two nodes.
fn is_password(file: &AccessFile, id: &String, steps: usize) -> bool {
    let by_password = |method: &Method| match method.needs.as_slice() {
        [need] if method.to == *id && steps > 0 => is_password(file, need, steps - 1),
        _ => false,
    };
    file.nodes.get(id).is_some_and(|node| node.is(Tag::Password))
        || file.methods.iter().any(by_password)
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
