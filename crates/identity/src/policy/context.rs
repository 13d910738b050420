//! What is known about a request: the condition keys and their values. Source: the
//! page "AWS global condition context keys". Which keys a request has is decided by
//! who fills this in; a key that is absent is another thing than an empty one.

use std::collections::BTreeMap;
use std::time::Duration;

use super::principal::Principal;
use crate::Timestamp;

/// Holds the condition keys of one request. Names of keys are compared without
/// regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context(BTreeMap<String, ContextValue>);

/// Is the value of a condition key, as text: numbers in decimal, dates in ISO 8601
/// or as seconds of the epoch, truth as `true` or `false`, bytes in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValue {
    /// The one value of a key that has one value.
    One(String),
    /// The values of a key that may have several, such as `aws:TagKeys`; they may be
    /// one, or none.
    Many(Vec<String>),
}

/// Says what is known about MFA in a request. There are three states, and policies
/// tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MfaState {
    /// Signed with a long-term key: `aws:MultiFactorAuthPresent` is absent.
    Unknown,
    /// A session that was made without MFA: it is `false`.
    Absent,
    /// A session that was made with MFA: it is `true`, and
    /// `aws:MultiFactorAuthAge` has the time since then in whole seconds.
    Present {
        /// The time since the code was accepted.
        age: Duration,
    },
}

impl ContextValue {
    /// Returns the value of a key that has one value.
    pub(super) fn single(&self) -> Option<&str> {
        match self {
            Self::One(value) => Some(value),
            Self::Many(_) => None,
        }
    }
}

impl Context {
    /// Makes a context without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a key that has one value, in place of any it had.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(key.to_lowercase(), ContextValue::One(value.into()));
    }

    /// Sets a key that may have several values, in place of any it had.
    pub fn set_many(&mut self, key: &str, values: Vec<String>) {
        self.0.insert(key.to_lowercase(), ContextValue::Many(values));
    }

    /// Does the same as [`Self::set`], for building.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.set(key, value);
        self
    }

    /// Does the same as [`Self::set_many`], for building.
    #[must_use]
    pub fn with_many(mut self, key: &str, values: &[&str]) -> Self {
        self.set_many(key, values.iter().map(|&value| value.to_owned()).collect());
        self
    }

    /// Sets the keys that tell who asks: `aws:PrincipalArn`, `aws:PrincipalAccount`,
    /// `aws:PrincipalType`, `aws:userid`, and for IAM users `aws:username`.
    pub fn set_principal(&mut self, principal: &Principal) {
        self.set("aws:PrincipalArn", principal.condition_arn());
        self.set("aws:PrincipalAccount", principal.account().to_string());
        self.set("aws:PrincipalType", principal.type_name());
        self.set("aws:userid", principal.unique_id());
        match principal.user_name() {
            Some(name) => self.set("aws:username", name),
            None => drop(self.0.remove("aws:username")),
        }
    }

    /// Sets or removes the keys `aws:MultiFactorAuthPresent` and
    /// `aws:MultiFactorAuthAge`.
    pub fn set_mfa(&mut self, state: MfaState) {
        const PRESENT: &str = "aws:multifactorauthpresent";
        const AGE: &str = "aws:multifactorauthage";
        self.0.remove(PRESENT);
        self.0.remove(AGE);
        match state {
            MfaState::Unknown => {}
            MfaState::Absent => self.set(PRESENT, "false"),
            MfaState::Present { age } => {
                self.set(PRESENT, "true");
                self.set(AGE, age.as_secs().to_string());
            }
        }
    }

    /// Sets `aws:CurrentTime` and `aws:EpochTime`, both in whole seconds.
    pub fn set_time(&mut self, now: Timestamp) {
        self.set("aws:CurrentTime", super::value::date_text(now));
        self.set("aws:EpochTime", now.unix_seconds().to_string());
    }

    /// Returns the value of a key that is written in lower case.
    pub(super) fn get(&self, lower_case_key: &str) -> Option<&ContextValue> {
        self.0.get(lower_case_key)
    }

    /// Says whether a key has a value; any spelling will do.
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(&key.to_lowercase())
    }
}
