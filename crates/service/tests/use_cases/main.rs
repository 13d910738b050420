//! The use cases from outside, on a real store with a frozen clock. The files
//! mirror the folders of the crate.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod access;
mod access_cuts;
mod access_facts;
mod account;
mod activity;
mod audit;
mod calls;
mod cloudtrail;
mod contacts;
mod devices;
mod drills;
mod expiry;
mod forgotten;
mod guessing;
mod hardware_tokens;
mod iam;
mod lost_devices;
mod mfa;
mod notices;
mod numbers;
mod passkeys;
mod passkeys_only;
mod passwords;
mod program_attacks;
mod programs;
mod races;
mod recovery;
mod recovery_attacks;
mod recovery_codes;
mod recovery_contacts;
mod recovery_model;
mod recovery_repair;
mod resets;
mod restore;
mod roles;
mod rule_of_two;
mod sessions;
mod sign_in;
mod sts;
mod throttle;
mod users;
mod way_back;
