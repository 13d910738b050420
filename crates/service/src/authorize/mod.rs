//! What a caller may do, decided in one place for all doors: every policy that
//! has a say is read in the transaction of the use case, so that a change of a
//! policy holds from the next request on.

mod applied;
mod ask;
mod context;
mod imagined;
mod may;
mod parsed;

pub(crate) use applied::{Applied, applied_to, inline_kind, managed_document};
pub(crate) use ask::Ask;
pub(crate) use context::context_of;
pub(crate) use imagined::{Imagined, ProvedBy};
pub(crate) use parsed::{Parsed, ParsedPolicy};
