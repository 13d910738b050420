//! What policies make of MFA: a truth table with its traps (pages "MFA-protected API
//! access" and "AWS global condition context keys").

use std::time::Duration;

use identity::policy::{MfaState, Policy};

use crate::world::{allow_if, allows, context, deny_if, mfa, session, user};

const UNKNOWN: MfaState = MfaState::Unknown;
const ABSENT: MfaState = MfaState::Absent;
const FRESH: MfaState = MfaState::Present { age: Duration::from_secs(5) };
const OLD: MfaState = MfaState::Present { age: Duration::from_secs(3601) };

/// Asks for each state: a long-term key, a session without MFA, with MFA, and with MFA
/// of more than an hour ago.
fn row(policy: &Policy) -> [bool; 4] {
    [UNKNOWN, ABSENT, FRESH, OLD].map(|state| allows(policy, &mfa(state)))
}

#[test]
fn deny_if_bool_false_misses_long_term_keys() {
    let policy = deny_if(r#""Bool":{"aws:MultiFactorAuthPresent":"false"}"#);
    assert_eq!(row(&policy), [true, false, true, true]);
}

#[test]
fn deny_if_bool_if_exists_false_catches_all() {
    let policy = deny_if(r#""BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}"#);
    assert_eq!(row(&policy), [false, false, true, true]);
}

#[test]
fn allow_if_bool_true_needs_mfa() {
    let policy = allow_if(r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#);
    assert_eq!(row(&policy), [false, false, true, true]);
}

#[test]
fn allow_if_bool_if_exists_true_lets_long_term_keys_in() {
    let policy = allow_if(r#""BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}"#);
    assert_eq!(row(&policy), [true, false, true, true]);
}

#[test]
fn deny_if_null_misses_sessions_without_mfa() {
    let policy = deny_if(r#""Null":{"aws:MultiFactorAuthPresent":"true"}"#);
    assert_eq!(row(&policy), [false, true, true, true]);
}

#[test]
fn deny_if_older_speaks_of_those_with_mfa_only() {
    let policy = deny_if(r#""NumericGreaterThan":{"aws:MultiFactorAuthAge":"3600"}"#);
    assert_eq!(row(&policy), [true, true, true, false]);
}

#[test]
fn deny_if_older_if_exists_catches_all() {
    let policy = deny_if(r#""NumericGreaterThanIfExists":{"aws:MultiFactorAuthAge":"3600"}"#);
    assert_eq!(row(&policy), [false, false, true, false]);
}

#[test]
fn only_users_have_a_user_name() {
    let mut context = context(&user("quill"));
    context.set_principal(&session());
    assert!(context.has("aws:userid") && !context.has("aws:username"));
}

#[test]
fn the_last_state_that_was_set_counts() {
    let mut context = mfa(FRESH);
    context.set_mfa(UNKNOWN);
    assert!(!context.has("AWS:multifactorauthpresent") && !context.has("aws:MultiFactorAuthAge"));
    context.set_mfa(OLD);
    context.set_mfa(ABSENT);
    assert!(context.has("aws:MultiFactorAuthPresent") && !context.has("aws:MultiFactorAuthAge"));
}
