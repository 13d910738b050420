//! Rules: what is wrong with a set-up beyond the bare sets, how bad it is, how
//! sure that is, and what to do. One rule, one file; the list is here.

mod administrator_edits_contact;
mod administrators_reset_each_other;
mod already_locked_out;
mod codes_beside_password;
mod factors_in_one_place;
mod finding;
mod look;
mod no_administrator;
mod no_second_factor;
mod not_phishing_resistant;
mod number_given_up;
mod one_administrator;
mod one_container;
mod open_to_everybody;
mod page;
mod recovery_in_a_circle;
mod recovery_weaker;
mod root_access_key;
mod root_used_daily;
mod root_without_spare;
#[cfg(test)]
mod sample;
mod single_event;
mod single_loss;
mod single_theft;
mod stale_contact;
mod too_many_administrators;
mod unknown_facts;
mod unproven_device;
mod unused_credential;

pub use finding::{Confidence, Finding, Judgement, Rule, Severity};
pub use page::rules_page;

/// Holds every rule, the gravest first.
pub const RULES: [Rule; 25] = [
    already_locked_out::RULE,
    open_to_everybody::RULE,
    root_access_key::RULE,
    administrator_edits_contact::RULE,
    codes_beside_password::RULE,
    no_second_factor::RULE,
    number_given_up::RULE,
    one_container::RULE,
    recovery_weaker::RULE,
    root_without_spare::RULE,
    single_event::RULE,
    single_loss::RULE,
    single_theft::RULE,
    factors_in_one_place::RULE,
    no_administrator::RULE,
    one_administrator::RULE,
    recovery_in_a_circle::RULE,
    root_used_daily::RULE,
    stale_contact::RULE,
    unproven_device::RULE,
    administrators_reset_each_other::RULE,
    not_phishing_resistant::RULE,
    too_many_administrators::RULE,
    unknown_facts::RULE,
    unused_credential::RULE,
];
