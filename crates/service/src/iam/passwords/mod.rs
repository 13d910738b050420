//! The account's password policy, and the own password.

pub mod change;
pub mod delete_policy;
pub mod get_policy;
pub mod update_policy;
