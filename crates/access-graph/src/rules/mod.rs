//! Rules: what is wrong with a set-up beyond the bare sets, how bad it is, how
//! sure that is, and what to do. One rule, one file; the list is here.

mod administrator_edits_contact;
mod administrators_reset_each_other;
mod already_locked_out;
mod codes_beside_password;
mod elsewhere;
mod factors_in_one_place;
mod finding;
mod list;
mod look;
mod no_administrator;
mod no_other_contact;
mod no_second_factor;
mod no_security_contact;
mod not_phishing_resistant;
mod number_given_up;
mod old_access_key;
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
pub use list::RULES;
pub use page::rules_page;
