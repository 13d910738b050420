//! The pages of the access report: one's own, that of each user for who may see
//! it, everybody's in one line, and where one's things are.

mod everybody;
mod query;
mod report;
mod routes;
mod things;
mod warning;

pub(in crate::pages) use routes::report_of;
pub(super) use routes::routes;
pub(in crate::pages) use warning::{Warnings, warnings};
