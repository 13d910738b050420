//! AWS's wire protocols: the Query protocol with XML answers, JSON 1.1, and
//! signatures of version 4 (SigV4). Bytes in, bytes out.
//!
//! Nothing here knows users, policies or HTTP servers, reads a clock, or opens a
//! connection. Which operations there are, and what their parameters may hold, is
//! the business of the doors that use this crate.

mod error;
mod escape;
pub mod json;
pub mod query;
pub mod rest_json;
pub mod sigv4;
mod time;
pub mod xml;

pub use error::ApiError;
pub use escape::{EscapeFault, decode_form, encode_strict};
pub use time::Moment;
