//! Everything that is said of a file at once: sets, what-ifs, what they rest
//! on, what the rules find, what could be changed.

use serde::Serialize;

use crate::{
    Caps, Day, Facts, Graph, Judgement, Report, ScenarioReport, Sizes, Suggestions, WhatIf,
};

/// Is the whole answer. Its JSON has the fields of the report, and more.
#[derive(Clone, Debug, Serialize)]
pub struct Whole {
    /// The sets and the what-ifs.
    #[serde(flatten)]
    pub report: Report,
    /// What the answers rest on.
    pub facts: Facts,
    /// What the rules find.
    pub rules: Judgement,
    /// What could be changed.
    pub changes: Suggestions,
}

impl Whole {
    /// Answers a file, with further what-ifs, each explained. `today` is the
    /// day that ages are counted on if the file names none.
    pub fn new(
        graph: &Graph,
        asked: &[WhatIf],
        sizes: Sizes,
        caps: Caps,
        today: Option<Day>,
    ) -> Self {
        let mut report = Report::new(graph, sizes, caps);
        let what_ifs = graph.scenarios().iter().chain(asked);
        report.scenarios = what_ifs
            .map(|what_if| ScenarioReport::new(graph, what_if).explained(graph, what_if))
            .collect();
        let facts = Facts::new(graph, &report);
        let rules = Judgement::new(graph, &report, today);
        let changes = Suggestions::new(graph, &report, caps);
        Self { report, facts, rules, changes }
    }
}
