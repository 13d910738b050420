//! The states of a sign-in and the transitions between them.

use crate::Identity;
use crate::audit::Reason;
use crate::device::{AcceptedFactor, Barred};
use crate::names::{AccountId, SerialNumber};
use crate::recovery_code::AcceptedCode;

use super::UsedFactor;

/// Is who signs in: known once the typed names were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The account.
    pub account: AccountId,
    /// The identity in it.
    pub identity: Identity,
}

/// Is what became of the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordVerdict {
    /// It is this subject's password.
    Right {
        /// Whose it is.
        subject: Subject,
        /// Whether the subject has a second factor: a device in use, or a
        /// recovery code.
        has_factor: bool,
        /// Whether the password was given by an administrator and must be
        /// replaced now.
        must_change: bool,
    },
    /// It is not, or there is no such account or user; the reason is for the
    /// audit trail only.
    Refused(Reason),
}

/// Is what became of the second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactorVerdict {
    /// It was accepted, and its code is spent.
    Accepted(AcceptedFactor),
    /// It was a recovery code, was accepted, and is spent.
    AcceptedCode(AcceptedCode),
    /// It was not.
    Refused(RefusedFactor),
}

/// Says why a second factor is refused. The person has proved the password, so
/// they are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusedFactor {
    /// The code belongs to none of the devices.
    Wrong,
    /// The code, or a later one, was used before.
    Spent {
        /// The device whose code it was.
        serial: SerialNumber,
        /// Steps until the device shows a code that was never spent.
        steps: u64,
    },
    /// The code is right for a clock that is off.
    ClockOff {
        /// The device whose code it was.
        serial: SerialNumber,
        /// Steps by which the device runs ahead of ours (positive) or behind; 0
        /// when it is in step again, but was not when it was last resynchronised.
        steps: i64,
    },
    /// So many codes were wrong that only two consecutive ones are accepted now.
    PairNeeded,
    /// Only passkeys are accepted of this identity.
    PasskeyNeeded,
    /// The device is one that is refused.
    Barred {
        /// The device whose code it was.
        serial: SerialNumber,
        /// Why.
        why: Barred,
    },
    /// It is none of the recovery codes in force, or was used before.
    RecoveryCode {
        /// Whether it was used before.
        spent: bool,
    },
    /// The answer of a passkey proves nothing.
    Passkey {
        /// The device, where the answer names one of this identity's.
        serial: Option<SerialNumber>,
        /// Why; for the record.
        why: webauthn::Fault,
    },
}

/// Waits for the names and the password: where every sign-in begins.
#[derive(Debug, Default)]
pub struct AwaitPassword {
    _private: (),
}

/// Is what follows a password.
#[derive(Debug)]
pub enum AfterPassword {
    /// Refused; the state is gone and a new sign-in must begin.
    Refused(Reason),
    /// The second factor is asked for.
    Factor(AwaitFactor),
    /// A new password must be chosen.
    NewPassword(AwaitNewPassword),
    /// Signed in, without a second factor because there is none.
    Complete(Complete),
}

impl AwaitPassword {
    /// Begins a sign-in.
    pub fn begin() -> Self {
        Self::default()
    }

    /// Takes the verdict on the password.
    pub fn password(self, verdict: PasswordVerdict) -> AfterPassword {
        match verdict {
            PasswordVerdict::Refused(reason) => AfterPassword::Refused(reason),
            PasswordVerdict::Right { subject, has_factor: true, must_change } => {
                AfterPassword::Factor(AwaitFactor { subject, must_change })
            }
            PasswordVerdict::Right { subject, must_change: true, .. } => {
                AfterPassword::NewPassword(AwaitNewPassword { subject, factor: None })
            }
            PasswordVerdict::Right { subject, .. } => {
                AfterPassword::Complete(Complete { subject, factor: None })
            }
        }
    }
}

/// Waits for the second factor, after the right password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitFactor {
    subject: Subject,
    must_change: bool,
}

/// Is what follows a second factor.
#[derive(Debug)]
pub enum AfterFactor {
    /// Refused; the same state waits for another one.
    Again(AwaitFactor, RefusedFactor),
    /// A new password must be chosen.
    NewPassword(AwaitNewPassword),
    /// Signed in with a second factor.
    Complete(Complete),
}

impl AwaitFactor {
    /// Returns who signs in.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Takes the verdict on the second factor.
    pub fn factor(self, verdict: FactorVerdict) -> AfterFactor {
        let used = match verdict {
            FactorVerdict::Refused(why) => return AfterFactor::Again(self, why),
            FactorVerdict::Accepted(factor) => UsedFactor::Device(factor.serial().clone()),
            FactorVerdict::AcceptedCode(_) => UsedFactor::RecoveryCode,
        };
        let (subject, factor) = (self.subject, Some(used));
        if self.must_change {
            AfterFactor::NewPassword(AwaitNewPassword { subject, factor })
        } else {
            AfterFactor::Complete(Complete { subject, factor })
        }
    }
}

/// Waits for a password that replaces one given by an administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitNewPassword {
    subject: Subject,
    factor: Option<UsedFactor>,
}

impl AwaitNewPassword {
    /// Returns who signs in.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Goes on after the new password was set.
    pub fn password_set(self) -> Complete {
        Complete { subject: self.subject, factor: self.factor }
    }
}

/// Is a finished sign-in: the only thing that a session can be opened from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complete {
    subject: Subject,
    factor: Option<UsedFactor>,
}

impl Complete {
    /// Returns who signed in.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Says whether a second factor was accepted on the way.
    pub fn mfa(&self) -> bool {
        self.factor.is_some()
    }

    /// Returns the second factor that was used.
    pub fn factor(&self) -> Option<&UsedFactor> {
        self.factor.as_ref()
    }

    /// Returns the device that was used; a recovery code is none.
    pub fn device(&self) -> Option<&SerialNumber> {
        self.factor.as_ref().and_then(UsedFactor::device)
    }
}

/// Is a state between two requests, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pending {
    /// The password was right, the second factor is awaited.
    Factor(AwaitFactor),
    /// A new password is awaited.
    NewPassword(AwaitNewPassword),
}

impl Pending {
    /// Returns who signs in.
    pub fn subject(&self) -> &Subject {
        match self {
            Self::Factor(state) => &state.subject,
            Self::NewPassword(state) => &state.subject,
        }
    }

    /// Returns the state as three fields for the store: its name, whether the
    /// password must change, and the second factor that was used.
    pub fn to_fields(&self) -> (&'static str, bool, Option<&str>) {
        match self {
            Self::Factor(state) => ("factor", state.must_change, None),
            Self::NewPassword(state) => {
                ("new-password", true, state.factor.as_ref().map(UsedFactor::key))
            }
        }
    }

    /// Reads what [`Self::to_fields`] wrote; `None` for anything else.
    pub fn from_fields(
        subject: Subject,
        name: &str,
        must_change: bool,
        factor: Option<&str>,
    ) -> Option<Self> {
        let factor = match factor {
            Some(key) => Some(UsedFactor::from_key(key)?),
            None => None,
        };
        match (name, factor) {
            ("factor", None) => Some(Self::Factor(AwaitFactor { subject, must_change })),
            ("new-password", factor) => {
                Some(Self::NewPassword(AwaitNewPassword { subject, factor }))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::device::PairMatch;
    use crate::recovery_code::{self, CodeHash, KeptCode, RecoveryVerdict};
    use proptest::prelude::*;

    fn subject() -> Subject {
        Subject { account: AccountId::from_random([1; 8]), identity: Identity::Root }
    }

    fn accepted() -> AcceptedFactor {
        let serial = SerialNumber::parse("arn:aws:iam::123456789012:mfa/x").unwrap();
        AcceptedFactor::from_pair(serial, &PairMatch { counter: 1, offset: 0 })
    }

    fn accepted_code() -> AcceptedCode {
        let (hash, made) = (CodeHash([7; 32]), Timestamp::from_micros(0));
        let kept = KeptCode {
            hash,
            made,
            confirmed: Some(made),
            spent: None,
            joins: false,
            replaced: false,
        };
        let RecoveryVerdict::Accepted(code) = recovery_code::check(&hash, &[kept]) else {
            unreachable!()
        };
        code
    }

    #[test]
    fn a_wrong_password_ends_it() {
        let next = AwaitPassword::begin().password(PasswordVerdict::Refused(Reason::WrongPassword));
        assert!(matches!(next, AfterPassword::Refused(Reason::WrongPassword)));
    }

    #[derive(Clone, Debug)]
    enum Step {
        Wrong,
        Right,
        RecoveryCode,
        NewPassword,
        Reload,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            Just(Step::Wrong),
            Just(Step::Right),
            Just(Step::RecoveryCode),
            Just(Step::NewPassword),
            Just(Step::Reload)
        ];
        proptest::collection::vec(step, 0..12)
    }

    proptest! {
        /// No path ends in `Complete { mfa: true }` without an accepted factor,
        /// and none with a device ends without one.
        #[test]
        fn mfa_means_an_accepted_factor(has_factor: bool, must_change: bool, steps in steps()) {
            let verdict = PasswordVerdict::Right { subject: subject(), has_factor, must_change };
            let mut used = None;
            let mut changed = false;
            let mut state = match AwaitPassword::begin().password(verdict) {
                AfterPassword::Refused(_) => unreachable!(),
                AfterPassword::Complete(done) => {
                    prop_assert!(!has_factor && !must_change && !done.mfa());
                    return Ok(());
                }
                AfterPassword::Factor(next) => Pending::Factor(next),
                AfterPassword::NewPassword(next) => Pending::NewPassword(next),
            };
            for step in steps {
                let done = match (state.clone(), step) {
                    (Pending::Factor(now), step @ (Step::Right | Step::RecoveryCode)) => {
                        let verdict = match step {
                            Step::Right => FactorVerdict::Accepted(accepted()),
                            _ => FactorVerdict::AcceptedCode(accepted_code()),
                        };
                        used = Some(matches!(verdict, FactorVerdict::Accepted(_)));
                        match now.factor(verdict) {
                            AfterFactor::Complete(done) => Some(done),
                            AfterFactor::NewPassword(next) => {
                                state = Pending::NewPassword(next);
                                None
                            }
                            AfterFactor::Again(..) => unreachable!(),
                        }
                    }
                    (Pending::Factor(now), Step::Wrong) => {
                        let AfterFactor::Again(next, _) =
                            now.factor(FactorVerdict::Refused(RefusedFactor::Wrong))
                        else { unreachable!() };
                        state = Pending::Factor(next);
                        None
                    }
                    (Pending::NewPassword(now), Step::NewPassword) => {
                        changed = true;
                        Some(now.password_set())
                    }
                    (kept, Step::Reload) => {
                        let (name, must, device) = kept.to_fields();
                        state = Pending::from_fields(subject(), name, must, device).unwrap();
                        None
                    }
                    _ => None,
                };
                if let Some(done) = done {
                    prop_assert_eq!(done.mfa(), used.is_some());
                    prop_assert_eq!(done.device().is_some(), used == Some(true));
                    prop_assert_eq!(done.mfa(), has_factor);
                    prop_assert_eq!(changed, must_change);
                    return Ok(());
                }
            }
        }
    }
}
