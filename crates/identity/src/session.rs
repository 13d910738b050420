//! How long a sign-in lasts (SP 800-63B-4, sections 2.2.3 and 2.3.3).

use std::time::Duration;

use crate::{Identity, Timestamp};

/// Is what a session may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionScope {
    /// Whatever its identity may do.
    Whole,
    /// Repairing the identity's own way in, after a recovery, and nothing else.
    Repair,
}

impl SessionScope {
    /// Returns the text that stands for it in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Repair => "repair",
        }
    }

    /// Reads what [`Self::name`] gave.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Whole, Self::Repair].into_iter().find(|scope| scope.name() == name)
    }
}

/// Is how long sessions of one kind of identity may last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without any request.
    pub idle: Duration,
    /// In all, whatever is done.
    pub absolute: Duration,
}

/// Is how long an accepted second factor (or, for an identity without a device,
/// the password) counts as fresh for changes of credentials.
pub const FRESH: Duration = Duration::from_mins(5);

/// Is how long a sign-in may stand between the password and its last step.
pub const PENDING_SIGN_IN: Duration = Duration::from_mins(10);

/// Is how far our clock may step back without ending the sessions of that time.
const CLOCK_SLACK: Duration = Duration::from_mins(1);

impl SessionLimits {
    /// Returns the limits of an identity: users 1 h idle and 12 h in all, root
    /// 15 min and 1 h, because root is not for daily work.
    pub fn of(identity: &Identity) -> Self {
        match identity {
            Identity::Root => {
                Self { idle: Duration::from_mins(15), absolute: Duration::from_hours(1) }
            }
            Identity::User(_) | Identity::Role(_) => {
                Self { idle: Duration::from_hours(1), absolute: Duration::from_hours(12) }
            }
        }
    }

    /// Says whether a session that began and was last seen then is still good.
    pub fn permit(&self, began: Timestamp, last_seen: Timestamp, now: Timestamp) -> bool {
        now.plus(CLOCK_SLACK) >= began
            && now.since(began) < self.absolute
            && now.since(last_seen) < self.idle
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::UserId;

    #[test]
    fn both_limits_end_a_session_and_so_does_a_clock_set_back() {
        let limits = SessionLimits::of(&Identity::Root);
        let began = Timestamp::from_unix_seconds(1_000_000);
        let after = |minutes: u64| began.plus(Duration::from_secs(minutes * 60));
        assert!(limits.permit(began, began, after(14)));
        assert!(!limits.permit(began, began, after(15)));
        assert!(limits.permit(began, after(50), after(59)));
        assert!(!limits.permit(began, after(59), after(60)));
        assert!(!limits.permit(began, began, began.minus(Duration::from_secs(61))));
    }

    #[test]
    fn users_have_an_hour_of_silence_and_half_a_day() {
        let limits = SessionLimits::of(&Identity::User(UserId::from_random([7; 17])));
        let began = Timestamp::from_unix_seconds(1_000_000);
        let after = |minutes: u64| began.plus(Duration::from_secs(minutes * 60));
        assert!(limits.permit(began, began, after(59)));
        assert!(!limits.permit(began, began, after(60)));
        assert!(limits.permit(began, after(700), after(719)));
        assert!(!limits.permit(began, after(719), after(720)));
    }
}
