//! Single sentences of a report, for callers that write pages of their own.

use super::{lines, verdict};
use crate::{Effect, Findings, Graph, TargetReport, Whole};

impl Findings {
    /// Says that a search was cut short, and what is known all the same; nothing, if
    /// it was not.
    pub fn cut(&self) -> Option<String> {
        verdict::cut(self)
    }
}

impl TargetReport {
    /// Says how the owner stands against losses, in one sentence.
    pub fn losses(&self) -> String {
        verdict::losses(self)
    }

    /// Says how a thief stands, in one sentence.
    pub fn thefts(&self) -> String {
        verdict::thefts(self)
    }
}

impl Graph {
    /// Names the members of a set, as people read them; what a change adds
    /// (`new ...`) by its name.
    pub fn words(&self, set: &[String]) -> String {
        lines::set(self, set)
    }

    /// Explains in sentences why losses lock a target out.
    pub fn why_losses(&self, target: &str, set: &[String]) -> Vec<String> {
        verdict::why(self, target, set, false)
    }

    /// Explains in sentences how thefts let in.
    pub fn why_thefts(&self, target: &str, set: &[String]) -> Vec<String> {
        verdict::why(self, target, set, true)
    }
}

impl Effect {
    /// Says what comes and goes, one line for each set that is listed; how many are
    /// not, [`Effect::left_out`] tells. `does` says what a set does: `locks you out of`.
    pub fn lines(&self, graph: &Graph, does: &str) -> Vec<String> {
        lines::effect(graph, self, does)
    }
}

impl Whole {
    /// Says the declared and unknown facts that a target's answers hang on, all of them.
    pub fn hangs_on(&self, graph: &Graph, target: &str) -> Vec<String> {
        verdict::hangs_on(self, graph, target, usize::MAX)
    }

    /// Says what the answers rest on, in one sentence.
    pub fn rests_on(&self) -> String {
        verdict::facts(self)
    }
}
