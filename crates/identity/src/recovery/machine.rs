//! The states of a recovery and the transitions between them.

use std::time::Duration;

use super::{
    AfterReport, CALL_LIFETIME, Call, CallEnd, CallReport, DIGITS_LIFETIME, FINISH_WITHIN,
    MAIL_LIFETIME, Proofs, Wait,
};
use crate::Timestamp;
use crate::names::AccountId;
use crate::signin::AwaitFactor;

/// Is where every recovery begins: root's password was right a moment ago.
#[derive(Debug)]
pub struct Begun {
    account: AccountId,
}

impl Begun {
    /// Begins a recovery from a sign-in that waits for its second factor; `None`
    /// for everybody but root, whom an administrator helps.
    pub fn from_sign_in(state: &AwaitFactor) -> Option<Self> {
        let subject = state.subject();
        subject.identity.is_root().then_some(Self { account: subject.account })
    }

    /// Returns the account.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Goes on to the mailbox.
    pub fn ask_mailbox(self, now: Timestamp) -> AwaitMail {
        AwaitMail { began: now }
    }
}

/// Is what became of the link in the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkVerdict {
    /// It is the one that was sent for this recovery.
    Right,
    /// It is not.
    Wrong,
}

/// Waits for the link that was sent to root's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AwaitMail {
    began: Timestamp,
}

/// Is what follows a link.
#[derive(Debug)]
pub enum AfterMail {
    /// Refused; the same state waits for another one.
    Again(AwaitMail),
    /// The mailbox is proved; the telephone comes next.
    Call(AwaitCall),
}

impl AwaitMail {
    /// Takes the verdict on a link. One that comes too late is none.
    pub fn link(self, verdict: LinkVerdict, now: Timestamp) -> AfterMail {
        match verdict {
            LinkVerdict::Right if now.since(self.began) < MAIL_LIFETIME => {
                AfterMail::Call(AwaitCall { began: self.began, mailed: now, calls: 0, last: None })
            }
            LinkVerdict::Right | LinkVerdict::Wrong => AfterMail::Again(self),
        }
    }
}

/// Waits until the person asks for the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AwaitCall {
    began: Timestamp,
    mailed: Timestamp,
    calls: u32,
    last: Option<CallEnd>,
}

impl AwaitCall {
    /// Returns how the call before this one ended, if there was one.
    pub fn last_end(&self) -> Option<CallEnd> {
        self.last
    }

    /// Asks for a call.
    pub fn call(self, now: Timestamp) -> Calling {
        let number = self.calls.saturating_add(1);
        Calling { began: self.began, mailed: self.mailed, call: Call::ask(number, now) }
    }
}

/// Has digits on the screen, and waits for them on the telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Calling {
    began: Timestamp,
    mailed: Timestamp,
    call: Call,
}

/// Is what follows a report on the call.
#[derive(Debug)]
pub enum AfterCall {
    /// The call goes on.
    Calling(Calling),
    /// It ended without the right digits; another one can be asked for.
    Again(AwaitCall),
    /// The telephone is proved.
    Proved(CoolingOff),
}

impl Calling {
    /// Returns the call.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Takes what is reported of this call.
    pub fn report(self, report: CallReport, now: Timestamp) -> AfterCall {
        match self.call.report(report, now) {
            AfterReport::GoesOn(call) => AfterCall::Calling(Self { call, ..self }),
            AfterReport::Ended(end) => AfterCall::Again(self.end(end)),
            AfterReport::Right => AfterCall::Proved(CoolingOff { proved: now }),
        }
    }

    /// Gives this call up for another one.
    pub fn give_up(self, now: Timestamp) -> AwaitCall {
        let end = self.call.give_up(now);
        self.end(end)
    }

    fn end(self, end: CallEnd) -> AwaitCall {
        let Self { began, mailed, call } = self;
        AwaitCall { began, mailed, calls: call.number, last: Some(end) }
    }
}

/// Has all three proofs, and waits until each of them counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CoolingOff {
    proved: Timestamp,
}

impl CoolingOff {
    /// Returns when the last proof was given.
    pub fn proved(&self) -> Timestamp {
        self.proved
    }

    /// Ends the recovery, or says what it still waits for.
    pub fn finish(
        self,
        proofs: &Proofs,
        delay: Duration,
        now: Timestamp,
    ) -> Result<Recovered, (Self, Vec<Wait>)> {
        let waits = proofs.waits(self.proved, delay, now);
        if waits.is_empty() { Ok(Recovered { _private: () }) } else { Err((self, waits)) }
    }
}

/// Is a recovery at its end: the only thing that a session for repairs can be
/// opened from.
#[derive(Debug)]
pub struct Recovered {
    _private: (),
}

/// Is a state between two requests, as the store keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recovery {
    /// The link in the mail is awaited.
    Mail(AwaitMail),
    /// The person is about to ask for the call.
    Call(AwaitCall),
    /// The digits are awaited.
    Calling(Calling),
    /// All is proved.
    CoolingOff(CoolingOff),
}

/// Is a state taken apart for the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The name of the state.
    pub state: &'static str,
    /// When this state's time began to run.
    pub began: Timestamp,
    /// When the mailbox was proved.
    pub mailed: Option<Timestamp>,
    /// The number of the last call.
    pub calls: u32,
    /// How the last call ended.
    pub last: Option<CallEnd>,
    /// The call that is under way.
    pub call: Option<Call>,
}

const MAIL: &str = "mail";
const CALL: &str = "call";
const CALLING: &str = "calling";
const COOLING_OFF: &str = "cooling-off";

impl Recovery {
    /// Says whether the time of this state is up: nothing leads on from it any
    /// more. `waits_until` is when the last wait of a proved recovery ends.
    pub fn is_over(&self, waits_until: Option<Timestamp>, now: Timestamp) -> bool {
        match self {
            Self::Mail(state) => now.since(state.began) >= MAIL_LIFETIME,
            Self::Call(AwaitCall { mailed, .. }) => now.since(*mailed) >= CALL_LIFETIME,
            Self::Calling(state) => {
                now.since(state.mailed) >= CALL_LIFETIME.saturating_add(DIGITS_LIFETIME)
            }
            Self::CoolingOff(state) => {
                let from = waits_until.map_or(state.proved, |until| until.max(state.proved));
                now.since(from) >= FINISH_WITHIN
            }
        }
    }

    /// Says whether the mailbox was proved: such a recovery is not displaced by
    /// one that only knows the password.
    pub fn has_mailbox(&self) -> bool {
        !matches!(self, Self::Mail(_))
    }

    /// Takes the state apart for the store.
    pub fn to_fields(&self) -> Fields {
        let bare =
            |state, began| Fields { state, began, mailed: None, calls: 0, last: None, call: None };
        match self {
            Self::Mail(state) => bare(MAIL, state.began),
            Self::Call(state) => Fields {
                mailed: Some(state.mailed),
                calls: state.calls,
                last: state.last,
                ..bare(CALL, state.began)
            },
            Self::Calling(state) => Fields {
                mailed: Some(state.mailed),
                calls: state.call.number,
                call: Some(state.call),
                ..bare(CALLING, state.began)
            },
            Self::CoolingOff(state) => bare(COOLING_OFF, state.proved),
        }
    }

    /// Puts together what [`Self::to_fields`] took apart; `None` for anything
    /// else. `state` is the name.
    pub fn from_fields(
        state: &str,
        began: Timestamp,
        mailed: Option<Timestamp>,
        calls: u32,
        last: Option<CallEnd>,
        call: Option<Call>,
    ) -> Option<Self> {
        match (state, mailed, call) {
            (MAIL, None, None) => Some(Self::Mail(AwaitMail { began })),
            (CALL, Some(mailed), None) => {
                Some(Self::Call(AwaitCall { began, mailed, calls, last }))
            }
            (CALLING, Some(mailed), Some(call)) if call.number == calls => {
                Some(Self::Calling(Calling { began, mailed, call }))
            }
            (COOLING_OFF, None, None) => Some(Self::CoolingOff(CoolingOff { proved: began })),
            _ => None,
        }
    }
}
