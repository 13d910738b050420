//! What could be changed, and what each change does on both sides: which
//! lock-out sets and which theft sets come and go. Nothing is recommended that
//! is not computed, and nothing on a search that was cut short of the single
//! points.

use serde::Serialize;

use crate::{
    AccessFile, Caps, Effect, Graph, Report,
    affected::affected,
    changes::changes,
    compare::{Difference, SIZE, Searched, all_targets},
    side::Whose,
};

/// How many nodes and methods are gone through for all changes together.
const STEPS: u64 = 400_000;

/// Is a change that could be made.
#[derive(Clone, Debug, Serialize)]
pub struct Suggestion {
    /// What to do.
    pub title: String,
    /// The sets of losses up to size two that lock out.
    pub lockouts: Effect,
    /// The sets of thefts up to size two that let in.
    pub thefts: Effect,
    /// How many single points of either kind it removes; it makes none.
    pub single_points_removed: usize,
    /// Whether it opens a new way in by two thefts or less.
    pub opens: bool,
    /// Whether a search was cut short, so that it may do more on either side than
    /// is told, save for single points.
    pub truncated: bool,
    /// The file with the change in it.
    #[serde(skip)]
    pub changed: AccessFile,
}

/// Is what could be changed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Suggestions {
    /// The changes that improve something. Those that are known to open no way of
    /// two thefts or less come first, then those that remove most single points.
    pub suggestions: Vec<Suggestion>,
    /// Whether some changes were not tried, or not to the end, because it took too
    /// long.
    pub truncated: bool,
}

impl Suggestions {
    /// Tries changes on a graph, within caps.
    pub fn new(graph: &Graph, report: &Report, caps: Caps) -> Self {
        let (changes, truncated) = changes(graph, report);
        let mut found = Self { truncated, ..Self::default() };
        let mut left = STEPS;
        let cost = (graph.len() + graph.file().methods.len()) as u64;
        let before = Searched::new(graph, &all_targets(graph), caps);
        for (title, file) in changes {
            let Some(rest) = left.checked_sub(cost) else {
                found.truncated = true;
                break;
            };
            left = rest;
            let Ok(changed) = Graph::new(file) else { continue };
            // What no change leads to has the sets that it had.
            let after = Searched::new(&changed, &affected(graph, &changed), caps);
            let difference = Difference::new(&before, &after);
            found.truncated |= difference.known_to < SIZE;
            if !improves(&difference) {
                continue;
            }
            match Suggestion::new(title, difference, graph, &changed) {
                Some(suggestion) => found.suggestions.push(suggestion),
                None => found.truncated = true,
            }
        }
        found.suggestions.sort_by(|one, other| {
            let key = |s: &Suggestion| {
                (s.opens || s.truncated, std::cmp::Reverse(s.single_points_removed), -s.gain())
            };
            key(one).cmp(&key(other)).then_with(|| one.title.cmp(&other.title))
        });
        found
    }
}

impl Suggestion {
    /// Tells what a change does; nothing, if the closure denies a part of it.
    fn new(title: String, found: Difference, before: &Graph, after: &Graph) -> Option<Self> {
        let single_points_removed = found.lockouts.singles().0 + found.thefts.singles().0;
        let truncated = found.known_to < SIZE;
        let (lockouts, owner) = found.lockouts.shown(Whose::Owner, before, after);
        let (thefts, attacker) = found.thefts.shown(Whose::Attacker, before, after);
        (owner && attacker).then(|| Self {
            title,
            opens: !thefts.added.is_empty(),
            lockouts,
            thefts,
            single_points_removed,
            truncated,
            changed: after.file().clone(),
        })
    }

    /// Returns by how many of the sets that are shown there are fewer.
    fn gain(&self) -> i64 {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        number(self.lockouts.removed.len() + self.thefts.removed.len())
            - number(self.lockouts.added.len() + self.thefts.added.len())
    }
}

/// Says whether one side gets better without new single points on either; no, if
/// not even the single points are known.
fn improves(found: &Difference) -> bool {
    let (owner, attacker) = (&found.lockouts, &found.thefts);
    found.known_to >= 1
        && !(owner.removed.is_empty() && attacker.removed.is_empty())
        && owner.singles().1 == 0
        && attacker.singles().1 == 0
}
