//! Sets, what-ifs and changes as single lines, for text and page alike.

use crate::{Effect, Graph, ScenarioReport, TargetSet};

pub(super) fn label<'a>(graph: &'a Graph, id: &'a str) -> &'a str {
    match graph.node(id) {
        Some(node) => graph.label(node),
        None => id.strip_prefix("new ").unwrap_or(id),
    }
}

pub(super) fn set(graph: &Graph, set: &[String]) -> String {
    set.iter().map(|id| label(graph, id)).collect::<Vec<_>>().join(" + ")
}

/// Says what a what-if does to each target.
pub(super) fn outcomes(graph: &Graph, scenario: &ScenarioReport) -> Vec<(String, String)> {
    let each = scenario.owner_in.iter().map(|(id, owner)| {
        let thief = scenario.attacker_in.get(id).copied().unwrap_or(true);
        let owner = if *owner { "you get in" } else { "you are locked out" };
        let thief = if thief { "a thief gets in" } else { "no thief gets in" };
        (id.clone(), format!("{}: {owner}; {thief}", label(graph, id)))
    });
    each.collect()
}

/// Says what a change does to one side, set by set.
pub(super) fn effect(graph: &Graph, effect: &Effect, does: &str) -> Vec<String> {
    let each = |sets: &[TargetSet], word: &str| -> Vec<String> {
        let line = |one: &TargetSet| {
            let what =
                if one.set.is_empty() { "nothing at all".to_owned() } else { set(graph, &one.set) };
            format!("{word}: {what} {does} {}", label(graph, &one.target))
        };
        sets.iter().map(line).collect()
    };
    let mut lines = each(&effect.removed, "no longer");
    lines.extend(each(&effect.added, "new"));
    lines
}
