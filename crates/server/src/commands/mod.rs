//! The commands of `secondkeyd`, one file each.

mod account;
mod audit;
mod audit_export;
mod backup;
mod command;
mod doctor;
mod restore;
mod serve;
mod token;

pub(crate) use audit::Tampered;
pub(crate) use command::Command;
