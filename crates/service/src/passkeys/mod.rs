//! Passkeys: what a browser is asked, and what follows from its answer. A challenge
//! is kept here, is good for one answer within five minutes, in the session or
//! sign-in that it was made in and for what it was made for. Answers are verified
//! outside of the transaction in which they are used.

mod ask;
mod holder;
mod judge;
pub mod only;
pub mod register;
mod relying_party;
mod ways;

pub use ask::{confirm, sign_in};
pub(crate) use holder::Holder;
pub(crate) use judge::{Offered, judge, judge_own};
pub(crate) use relying_party::{relying_party, user_handle};
pub use ways::Ways;
