//! The least number of losses, or of thefts, that it takes: never better than what
//! was looked at.

use access_graph::{Findings, State};

/// Is how many losses it takes to be locked out, or how many thefts to get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// So many; 0 where it is so already.
    Exactly(usize),
    /// So many or more: larger sets were not looked at.
    NotBelow(usize),
    /// None do.
    Never,
    /// There was too much to look at to say.
    Unknown,
}

impl Least {
    /// Returns how many losses lock out.
    pub(super) fn losses(found: &Findings) -> Self {
        Self::of(found.lockout, found.resilience, found.resilience_at_least)
    }

    /// Returns how many thefts let in.
    pub(super) fn thefts(found: &Findings) -> Self {
        Self::of(found.theft, found.strength, found.strength_at_least)
    }

    fn of(state: State, exactly: Option<usize>, at_least: Option<usize>) -> Self {
        match (state, exactly, at_least) {
            (State::Already, ..) => Self::Exactly(0),
            (State::Impossible, ..) => Self::Never,
            (State::Possible, Some(count), _) => Self::Exactly(count),
            (State::Possible, None, Some(count)) if count > 1 => Self::NotBelow(count),
            (State::Possible, None, _) => Self::Unknown,
        }
    }

    /// Says whether one loss, or one theft, does nothing; `None` where that is not
    /// known.
    pub fn withstands_one(self) -> Option<bool> {
        match self {
            Self::Exactly(count) | Self::NotBelow(count) => Some(count > 1),
            Self::Never => Some(true),
            Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_looked_at_is_not_taken_for_good() {
        for (state, exactly, at_least, is) in [
            (State::Already, Some(0), None, Some(false)),
            (State::Possible, Some(1), None, Some(false)),
            (State::Possible, Some(2), None, Some(true)),
            (State::Possible, None, Some(4), Some(true)),
            (State::Possible, None, Some(1), None),
            (State::Possible, None, None, None),
            (State::Impossible, None, None, Some(true)),
        ] {
            let least = Least::of(state, exactly, at_least);
            assert_eq!(least.withstands_one(), is, "{least:?}");
        }
    }
}
