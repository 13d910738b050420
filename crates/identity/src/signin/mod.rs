//! Signing in, as a machine that cannot be entered half-way.
//!
//! ```text
//! AwaitPassword -> Refused
//!               -> AwaitFactor -> AwaitFactor (again) | AwaitNewPassword | Complete
//!               -> AwaitNewPassword -> Complete
//!               -> Complete
//! ```
//!
//! Each state is a value that is used up by its transition. What must be looked
//! up comes in as facts, what is slow as a verdict. A [`Complete`] can be made
//! nowhere else, and a session only from a [`Complete`].

mod machine;
mod used;

pub use machine::{
    AfterFactor, AfterPassword, AwaitFactor, AwaitNewPassword, AwaitPassword, Complete,
    FactorVerdict, PasswordVerdict, Pending, RefusedFactor, Subject,
};
pub use used::UsedFactor;
