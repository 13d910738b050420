//! What is put on record, and how a trail shows that it was tampered with.
//! Actions carry AWS's operation and event names, so that people find what they
//! know and the trail can be told in CloudTrail's words.
//!
//! Each record is chained to the one before by a hash ([`ChainHash`]), proved to
//! be the service's own by a keyed hash ([`AuditKey`]), and the chain's end is
//! signed now and then ([`Checkpoint`]); [`Walk`] goes along a chain and names
//! the first record that is not as it was written.

mod action;
mod chain;
mod checkpoint;
mod encode;
mod kind;
mod record;
mod walk;

pub use action::{Action, Reason};
pub use chain::{AuditKey, ChainHash};
pub use checkpoint::{Checkpoint, CheckpointKey, CheckpointSigner, Malformed, Signed};
pub use encode::encode;
pub use record::{Actor, Event, Outcome, Record, Refusal, Request, SessionFacts};
pub use walk::{Broken, Fault, Link, Walk};
