//! What a rule says after it has looked.

/// Is the outcome of one rule.
#[derive(Debug)]
pub struct Report {
    /// What was looked at, for the reader: `12 crates`.
    pub seen: String,
    /// One line per fault, each with the place and what to do; empty when the rule holds.
    pub faults: Vec<String>,
}

impl Report {
    /// Collects the faults of each of the things that a rule looks at.
    pub fn of<T, F>(what: &str, things: impl IntoIterator<Item = T>, judge: F) -> Self
    where
        F: Fn(T) -> Vec<String>,
    {
        let mut count = 0;
        let mut faults = Vec::new();
        for thing in things {
            count += 1;
            faults.extend(judge(thing));
        }
        Self { seen: format!("{count} {what}"), faults }
    }

    /// Adds faults that belong to none of the things alone.
    #[must_use]
    pub fn and(mut self, faults: impl IntoIterator<Item = String>) -> Self {
        self.faults.extend(faults);
        self
    }
}
