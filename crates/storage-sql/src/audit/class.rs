//! Classes of records, by which most questions are answered from one index.

use identity::audit::{Action, Event, Outcome};
use storage::AuditFilter;

/// Is what most questions tell apart: calls that only read, other successes, refusals.
/// In this order each question asks for a run of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A call that only read.
    Quiet,
    /// Anything else that was done.
    Loud,
    /// A refusal.
    Refused,
}

impl Class {
    const ALL: [Self; 3] = [Self::Quiet, Self::Loud, Self::Refused];

    /// Returns the class of an event.
    pub(super) fn of(event: &Event) -> Self {
        match event.outcome {
            Outcome::Refused(_) => Self::Refused,
            Outcome::Success if event.action.is_quiet() => Self::Quiet,
            Outcome::Success => Self::Loud,
        }
    }

    /// Says whether a record of an event may be kept as of this class: no record may be
    /// hidden from who asks for less. Records from before there were classes are loud.
    pub(super) fn may_hold(self, event: &Event) -> bool {
        let of = Self::of(event);
        self == of || (of, self) == (Self::Quiet, Self::Loud)
    }

    /// Takes what the store keeps.
    pub(super) fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.number() == number)
    }

    /// Returns what the store keeps.
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Quiet => 0,
            Self::Loud => 1,
            Self::Refused => 2,
        }
    }
}

/// Is the classes in which a question can find records.
pub(super) struct Classes(Vec<Class>);

impl Classes {
    /// Returns those that a filter leaves.
    pub(super) fn asked_for(filter: &AuditFilter) -> Self {
        let quiet = filter.action.map_or(!filter.loud, Action::is_quiet);
        let wanted = |class: &Class| match class {
            // Whoever asks for one action wants it as it is.
            Class::Quiet => filter.success != Some(false) && quiet,
            Class::Loud => filter.success != Some(false),
            Class::Refused => filter.success != Some(true),
        };
        Self(Class::ALL.into_iter().filter(wanted).collect())
    }

    /// Returns each by itself.
    pub(super) fn each(&self) -> Vec<Vec<Class>> {
        self.0.iter().map(|class| vec![*class]).collect()
    }

    /// Returns the first and the last one, if there are any.
    pub(super) fn together(&self) -> Vec<Vec<Class>> {
        let ends = self.0.first().zip(self.0.last());
        ends.map(|(first, last)| vec![*first, *last]).into_iter().collect()
    }
}
