//! The house's own checks: that it stands as drawn.
//!
//! What the rules look at is in `house`, what they say in `report`, their list in
//! `check`, and each rule in a file of its own under `rules`. Nothing here prints.

pub mod check;
pub mod house;
pub mod load;
pub mod markdown;
pub mod metadata;
pub mod report;
pub mod rules;
#[cfg(test)]
pub mod sample;
pub mod spdx;
pub mod syntax;
