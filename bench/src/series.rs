//! Series of figures, and the lines of a table that are made of them.

/// Is a series of figures of the same thing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Series(Vec<f64>);

impl Series {
    pub(crate) fn push(&mut self, figure: f64) {
        self.0.push(figure);
    }

    /// Returns least, middle and greatest figure; zeros for an empty series.
    pub(crate) fn spread(&self) -> (f64, f64, f64) {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
        (at(0), at(sorted.len() / 2), at(sorted.len().saturating_sub(1)))
    }

    pub(crate) fn median(&self) -> f64 {
        self.spread().1
    }

    /// Divides each figure by the other series' figure of the same round.
    pub(crate) fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, two)| one / two).collect())
    }
}

/// Is what a figure should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// Not less than this.
    AtLeast(f64),
    /// Not more than this.
    AtMost(f64),
    /// Nothing: it is shown for comparison.
    None,
}

impl Goal {
    /// Says whether a figure meets the goal; `None` where there is no goal.
    pub(crate) fn is_met(self, figure: f64) -> Option<bool> {
        match self {
            Self::AtLeast(least) => Some(figure >= least),
            Self::AtMost(most) => Some(figure <= most),
            Self::None => None,
        }
    }
}

/// Is a line of a table.
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) figures: Series,
    pub(crate) goal: Goal,
}

impl Line {
    pub(crate) fn new(
        what: impl Into<String>,
        unit: &'static str,
        figures: &Series,
        goal: Goal,
    ) -> Self {
        Self { what: what.into(), unit, figures: figures.clone(), goal }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(figures: &[f64]) -> Series {
        Series(figures.to_vec())
    }

    #[test]
    fn the_middle_is_the_middle_whatever_the_order() {
        assert_eq!(series(&[3.0, 1.0, 2.0]).spread(), (1.0, 2.0, 3.0));
        assert_eq!(series(&[]).spread(), (0.0, 0.0, 0.0));
    }

    #[test]
    fn rounds_are_compared_with_their_own() {
        assert_eq!(series(&[4.0, 9.0]).over(&series(&[2.0, 3.0])).spread(), (2.0, 3.0, 3.0));
    }

    #[test]
    fn goals_include_their_border() {
        assert_eq!(Goal::AtLeast(5.0).is_met(5.0), Some(true));
        assert_eq!(Goal::AtMost(5.0).is_met(5.1), Some(false));
        assert_eq!(Goal::None.is_met(1.0), None);
    }
}
