//! Notices: mail that tells those behind an account what happened to it. One
//! file for each kind: whom it is for, and its words. A notice is queued in the
//! transaction of the change that it tells of, and sent after the commit by the
//! service's worker. It holds no secret but a link or a code where that is its
//! purpose, and never asks anybody to sign in.
//!
//! A new kind is a file with a type that implements `Notice`, and a call of
//! `queue` in the use case.

mod audience;
mod circumstances;
mod letter;
mod queue;
mod render;

mod contact_changed;
mod contact_code;
mod copied_passkey;
#[cfg(test)]
mod every;
mod expiring_token;
mod forgotten_password;
mod lost_administrator;
mod lost_device;
mod mfa_reset;
mod new_access_key;
mod new_administrator;
mod new_device;
mod new_place;
mod operator_recovery;
mod passkey_rule;
mod password_changed;
mod password_reset;
mod phone_announced;
mod phone_changed;
mod recovery_codes;
mod recovery_link;
mod recovery_step;
mod removed_device;
mod repeated_failures;
mod root_use;
mod store_restored;

pub(crate) use audience::Audience;
pub(crate) use circumstances::{Circumstances, people};
pub(crate) use letter::{Letter, Link, Notice, whose};
pub(crate) use queue::queue;
pub use render::Content;
pub(crate) use render::{open, render, seal};

pub(crate) use contact_changed::ContactChanged;
pub(crate) use contact_code::ContactCode;
pub(crate) use copied_passkey::tell_of_copy;
pub(crate) use expiring_token::ExpiringToken;
pub(crate) use forgotten_password::ForgottenPassword;
pub(crate) use lost_administrator::tell_of_lost_administrator;
pub(crate) use lost_device::LostDevice;
pub(crate) use mfa_reset::{MfaReset, MfaResetAsked};
pub(crate) use new_access_key::NewAccessKey;
pub(crate) use new_administrator::tell_of_administrator;
pub(crate) use new_device::NewDevice;
pub(crate) use new_place::NewPlace;
pub(crate) use operator_recovery::OperatorRecovery;
pub(crate) use passkey_rule::PasskeyRule;
pub(crate) use password_changed::PasswordChanged;
pub(crate) use password_reset::PasswordReset;
pub(crate) use phone_announced::PhoneAnnounced;
pub(crate) use phone_changed::PhoneChanged;
pub(crate) use recovery_codes::{CodesEvent, tell_of_codes};
pub(crate) use recovery_link::RecoveryLinkMail;
pub(crate) use recovery_step::{RecoveryStep, Told};
pub(crate) use removed_device::tell_of_removed_device;
pub(crate) use repeated_failures::{Guessed, tell_of_failures};
pub(crate) use root_use::RootUse;
pub(crate) use store_restored::StoreRestored;
