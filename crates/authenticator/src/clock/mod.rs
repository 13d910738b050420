//! Whether this computer's clock is right: asking time servers and web services,
//! judging what they say, and remembering it.

mod judge;
mod known;
mod servers;

pub(crate) use judge::{Answered, Verdict, judge};
pub(crate) use known::{Known, TOLERANCE_MS, known, remember, right, shift, words};
pub(crate) use servers::{USUAL, ask_all, ask_web};
