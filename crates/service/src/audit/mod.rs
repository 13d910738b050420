//! The audit trail as a whole: proving it from the start on, stating how far it
//! is, checking it, and telling it in CloudTrail's words. The trail as people
//! read it is in [`crate::activity`].

pub mod begin;
pub mod checkpoint;
mod cloudtrail;
mod event_id;
pub mod export;
pub mod lookup;
mod parameters;
pub mod verify;

pub use cloudtrail::{Site, event, resources};
pub use event_id::event_id;
