//! The audit trail as a whole: proving it from the start on, stating how far it
//! is, checking it, taking every call of a program into it, and telling it in
//! CloudTrail's words. The trail as people read it is in [`crate::activity`].

pub mod begin;
pub mod calls;
pub mod checkpoint;
mod cloudtrail;
mod event_id;
pub mod export;
pub mod flush;
mod gathered;
pub mod lookup;
mod pace;
mod parameters;
mod subject;
pub mod verify;

pub use cloudtrail::{Site, event, name, resources};
pub use event_id::event_id;
pub(crate) use gathered::Gathered;
pub(crate) use pace::Pace;
