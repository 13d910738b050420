//! The commands of `secondkeyd`, one file each.

mod account;
mod backup;
mod command;
mod doctor;
mod restore;
mod serve;

pub(crate) use command::Command;
