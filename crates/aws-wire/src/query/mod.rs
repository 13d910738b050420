//! Parameters of the Query protocol: `Action=TagUser&Tags.member.1.Key=team`.
//!
//! [`Parameters`] reads the bytes, [`Fields`] the values: each against a rule, all
//! complaints in one answer, as AWS words them.

mod complaint;
mod fields;
mod parameters;
mod rule;

pub use complaint::Quoting;
pub use fields::{Fields, Read};
pub use parameters::Parameters;
pub use rule::{Members, Pattern, TextRule};
