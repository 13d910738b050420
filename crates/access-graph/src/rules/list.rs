//! The list of all rules.

use super::{
    administrator_edits_contact, administrators_reset_each_other, already_locked_out,
    codes_beside_password, factors_in_one_place, finding::Rule, no_administrator, no_other_contact,
    no_second_factor, no_security_contact, not_phishing_resistant, number_given_up, old_access_key,
    one_administrator, one_container, open_to_everybody, recovery_in_a_circle, recovery_weaker,
    root_access_key, root_used_daily, root_without_spare, single_event, single_loss, single_theft,
    stale_contact, too_many_administrators, unknown_facts, unproven_device, unused_credential,
};

/// Holds every rule, the gravest first.
pub const RULES: [Rule; 28] = [
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
    no_security_contact::RULE,
    one_administrator::RULE,
    recovery_in_a_circle::RULE,
    root_used_daily::RULE,
    stale_contact::RULE,
    unproven_device::RULE,
    administrators_reset_each_other::RULE,
    no_other_contact::RULE,
    not_phishing_resistant::RULE,
    old_access_key::RULE,
    too_many_administrators::RULE,
    unknown_facts::RULE,
    unused_credential::RULE,
];
