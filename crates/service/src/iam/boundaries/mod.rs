//! Managed policies that bound what users and roles may do.

pub mod delete;
pub mod put;
mod set;
