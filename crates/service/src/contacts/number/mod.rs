//! Confirming a telephone number: the screen shows digits, a call to the number asks
//! for them. A new number counts for recoveries only when that was done; who may
//! change it at once, and whose change is announced first, is as for any change of it.

mod ask;
mod find;
pub(crate) mod heard;
pub mod put;
pub mod view;

pub use ask::{again, begin};
pub(crate) use find::{CHECK_LIFETIME, alive};
pub(crate) use put::confirm;
