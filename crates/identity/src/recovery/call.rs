//! One telephone call, of a recovery or to confirm a number: the screen shows digits
//! and the call asks for them. How far it has come, and how it can end.

use std::time::Duration;

use super::DIGITS_LIFETIME;
use crate::Timestamp;

/// Digits that may be wrong in one call before it ends.
pub const WRONG_DIGITS_PER_CALL: u32 = 3;

/// After this time without a word from the gateway the call is taken to have
/// failed.
const SILENCE: Duration = Duration::from_mins(2);

/// Is a call that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// Which call of this recovery or confirmation it is: 1, 2, ...
    pub number: u32,
    /// When it was asked for.
    pub asked: Timestamp,
    /// How far it has come.
    pub progress: CallProgress,
    /// How many wrong digits were keyed in.
    pub wrong: u32,
}

impl Call {
    /// Asks for a call of this number.
    pub fn ask(number: u32, now: Timestamp) -> Self {
        Self { number, asked: now, progress: CallProgress::Wanted, wrong: 0 }
    }

    /// Takes what is reported of this call. Digits that come after their time, or
    /// after as many wrong ones as a call allows, are not judged any more.
    pub fn report(mut self, report: CallReport, now: Timestamp) -> AfterReport {
        if now.since(self.asked) >= DIGITS_LIFETIME {
            return AfterReport::Ended(CallEnd::Expired);
        }
        match report {
            CallReport::Ended(end) => return AfterReport::Ended(end),
            CallReport::Digits { right: true } => return AfterReport::Right,
            CallReport::Digits { right: false } => {
                self.wrong = self.wrong.saturating_add(1);
                self.progress = CallProgress::Answered;
                if self.wrong >= WRONG_DIGITS_PER_CALL {
                    return AfterReport::Ended(CallEnd::WrongDigits);
                }
            }
            CallReport::Placing => self.at_least(CallProgress::Placing),
            CallReport::Placed => self.at_least(CallProgress::Placed),
            CallReport::Answered => self.at_least(CallProgress::Answered),
        }
        AfterReport::GoesOn(self)
    }

    /// Gives this call up for another one, and says how it is taken to have ended.
    pub fn give_up(&self, now: Timestamp) -> CallEnd {
        if self.is_overdue(now) { CallEnd::Gateway } else { CallEnd::HungUp }
    }

    /// Notes how far the call has come; reports may overtake each other.
    fn at_least(&mut self, progress: CallProgress) {
        let place = |one| CallProgress::ALL.iter().position(|other| *other == one);
        if place(progress) > place(self.progress) {
            self.progress = progress;
        }
    }

    /// Says whether the gateway has been silent for so long that nobody need wait
    /// for this call any more.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        let answered = self.progress == CallProgress::Answered;
        !answered && now.since(self.asked) >= SILENCE
    }
}

/// Is how far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallProgress {
    /// Nobody has given it to the gateway yet.
    Wanted,
    /// It is being given to the gateway.
    Placing,
    /// The gateway has taken it; the telephone rings, or is about to.
    Placed,
    /// Somebody has answered.
    Answered,
}

impl CallProgress {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Wanted, Self::Placing, Self::Placed, Self::Answered];

    /// Returns the text that stands for it in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Placing => "placing",
            Self::Placed => "placed",
            Self::Answered => "answered",
        }
    }

    /// Reads what [`Self::name`] gave.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|progress| progress.name() == name)
    }
}

/// Is how a call ended that has proved nothing. None of these costs the person
/// anything but another call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallEnd {
    /// The gateway did not take the call, or reported that it failed.
    Gateway,
    /// Nobody answered.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// Somebody answered and hung up without the right digits.
    HungUp,
    /// Too many wrong digits were keyed in.
    WrongDigits,
    /// The digits were shown for ten minutes and not keyed in.
    Expired,
}

impl CallEnd {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Gateway, Self::NoAnswer, Self::Busy, Self::HungUp, Self::WrongDigits, Self::Expired];

    /// Returns the text that stands for it in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::NoAnswer => "no-answer",
            Self::Busy => "busy",
            Self::HungUp => "hung-up",
            Self::WrongDigits => "wrong-digits",
            Self::Expired => "expired",
        }
    }

    /// Reads what [`Self::name`] gave.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.name() == name)
    }

    /// Says whether the telephone itself was reached: only such calls are counted
    /// when calls are slowed down, so that a failing gateway costs nothing.
    pub fn reached_somebody(self) -> bool {
        match self {
            Self::Gateway => false,
            Self::NoAnswer | Self::Busy | Self::HungUp | Self::WrongDigits | Self::Expired => true,
        }
    }
}

/// Is what follows a report on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterReport {
    /// The call goes on.
    GoesOn(Call),
    /// It ended without the right digits.
    Ended(CallEnd),
    /// The right digits were keyed in.
    Right,
}

/// Is what a gateway, or the lack of one, tells of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallReport {
    /// It is being given to the gateway.
    Placing,
    /// The gateway has taken it.
    Placed,
    /// Somebody has answered.
    Answered,
    /// Digits were keyed in, and they were right or not.
    Digits {
        /// Whether they were those on the screen.
        right: bool,
    },
    /// It ended.
    Ended(CallEnd),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for progress in CallProgress::ALL {
            assert_eq!(CallProgress::from_name(progress.name()), Some(progress));
        }
        for end in CallEnd::ALL {
            assert_eq!(CallEnd::from_name(end.name()), Some(end));
        }
        assert_eq!(CallEnd::from_name("placed"), None);
    }

    #[test]
    fn a_silent_gateway_is_not_waited_for_but_a_conversation_is() {
        let asked = Timestamp::from_unix_seconds(1_700_000_000);
        let call = Call { number: 1, asked, progress: CallProgress::Placed, wrong: 0 };
        assert!(!call.is_overdue(asked.plus(Duration::from_secs(119))));
        assert!(call.is_overdue(asked.plus(Duration::from_mins(2))));
        let talking = Call { progress: CallProgress::Answered, ..call };
        assert!(!talking.is_overdue(asked.plus(Duration::from_mins(5))));
    }
}
