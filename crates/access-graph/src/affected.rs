//! Which targets a change of a file can matter to: those that something changed
//! leads to. All others have the same part of the graph behind them as before,
//! and so the same sets.

use std::collections::BTreeSet;

use crate::{AccessFile, Graph, Method, NodeId, side::Whose};

/// Finds the targets, by id, that differ or may differ between two graphs.
pub(crate) fn affected(before: &Graph, after: &Graph) -> BTreeSet<String> {
    let touched = touched(before.file(), after.file());
    let mut found = led_to(before, &touched);
    found.append(&mut led_to(after, &touched));
    found
}

/// Finds the nodes that are described differently, or have other methods. Of
/// the methods, those between the equal ones at either end count as changed.
fn touched<'a>(before: &'a AccessFile, after: &'a AccessFile) -> BTreeSet<&'a str> {
    let (old, new) = (&before.nodes, &after.nodes);
    let gone = old.iter().filter(|(id, node)| new.get(*id) != Some(*node));
    let come = new.iter().filter(|(id, _)| !old.contains_key(*id));
    let mut touched: BTreeSet<&str> = gone.chain(come).map(|(id, _)| id.as_str()).collect();
    let (mut old, mut new) = (before.methods.as_slice(), after.methods.as_slice());
    while let (Some((a, old_rest)), Some((b, new_rest))) = (old.split_first(), new.split_first())
        && a == b
    {
        (old, new) = (old_rest, new_rest);
    }
    while let (Some((a, old_rest)), Some((b, new_rest))) = (old.split_last(), new.split_last())
        && a == b
    {
        (old, new) = (old_rest, new_rest);
    }
    let to = |method: &'a Method| method.to.as_str();
    touched.extend(old.iter().map(to).chain(new.iter().map(to)));
    touched
}

/// Finds the targets that some nodes lead to, on either side.
fn led_to(graph: &Graph, from: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut seen = vec![false; graph.len()];
    let mut open: Vec<u32> = from.iter().filter_map(|id| graph.node(id)).map(|id| id.0).collect();
    while let Some(node) = open.pop() {
        match seen.get_mut(node as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        for side in [graph.side(Whose::Owner), graph.side(Whose::Attacker)] {
            open.extend(side.uses(node).iter().map(|&rule| side.head(rule)));
        }
    }
    let is_seen = |target: &&NodeId| seen.get(target.0 as usize).copied().unwrap_or(false);
    graph.targets().iter().filter(is_seen).map(|&target| graph.id(target).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Caps, Kind, Node, Report, Sizes};

    /// Makes users with a password and a device each; the first one's recovery is
    /// the mailbox, and the administrator resets all.
    fn organization() -> AccessFile {
        let mut file = AccessFile::default();
        let leaf = || Node { held: true, losable: true, stealable: true, ..Node::default() };
        let mut way = |to: &str, needs: &[&str]| {
            let needs = needs.iter().map(|&need| need.to_owned()).collect();
            file.methods.push(Method { to: to.to_owned(), needs, ..Method::default() });
        };
        for user in ["administrator", "ann", "bob", "cat"] {
            let (password, device) = (format!("{user} password"), format!("{user} device"));
            way(user, &[&password, &device]);
            if user != "administrator" {
                way(user, &["administrator", &password]);
            }
        }
        way("ann", &["mailbox"]);
        let ids: BTreeSet<String> = file.methods.iter().flat_map(|m| m.needs.clone()).collect();
        for id in ids {
            file.nodes.insert(id, leaf());
        }
        for user in ["administrator", "ann", "bob", "cat"] {
            file.nodes.insert(user.to_owned(), Node { kind: Kind::Identity, ..Node::default() });
        }
        file
    }

    fn graph(file: AccessFile) -> Graph {
        Graph::new(file).unwrap()
    }

    /// Compares what a change affects, and that all else has the answers it had.
    fn assert_affects(change: impl Fn(&mut AccessFile), want: &[&str]) {
        let mut changed = organization();
        change(&mut changed);
        let (before, after) = (graph(organization()), graph(changed));
        let found = affected(&before, &after);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), want);
        let report = |graph| Report::new(graph, Sizes::All, Caps::default());
        let (before, after) = (report(&before), report(&after));
        for (id, target) in after.targets.iter().filter(|(id, _)| !found.contains(*id)) {
            let (old, new) = (&before.targets[id].findings, &target.findings);
            assert_eq!(old.min_lockout_sets, new.min_lockout_sets, "{id}");
            assert_eq!(old.min_theft_sets, new.min_theft_sets, "{id}");
        }
    }

    #[test]
    fn what_is_changed_matters_to_what_it_leads_to() {
        assert_affects(|_| {}, &[]);
        assert_affects(
            |file| {
                let needs = vec!["mailbox".to_owned()];
                file.methods.push(Method { to: "bob".to_owned(), needs, ..Method::default() });
            },
            &["bob"],
        );
        // What the administrator gains, all users gain.
        assert_affects(
            |file| drop(file.methods.remove(0)),
            &["administrator", "ann", "bob", "cat"],
        );
        assert_affects(|file| file.nodes.get_mut("mailbox").unwrap().stealable = false, &["ann"]);
        assert_affects(|file| drop(file.methods.pop()), &["ann"]);
    }
}
