//! The contact details of the account: changing and confirming them, giving them
//! up, and saying that they are still right.

mod change;
mod code;
mod number;
mod remove;
mod review;
mod routes;
mod shown;

pub(super) use routes::routes;
pub(super) use shown::{ContactLine, lines, title};
