//! The changes that could be made to a file. What each of them does stands in
//! `suggest`.

use std::collections::BTreeSet;

use crate::{AccessFile, Graph, Kind, Method, Node, NodeId, Party, Purpose, Report, Tag};

/// Makes the changed files, each with what was done.
pub(crate) fn changes(graph: &Graph, report: &Report) -> Vec<(String, AccessFile)> {
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
