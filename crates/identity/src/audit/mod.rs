//! What is put on record. Actions carry AWS's operation and event names, so that
//! people find what they know and the trail can be told in CloudTrail's words.

mod action;
mod record;

pub use action::{Action, Reason};
pub use record::{Actor, Event, Outcome, Record};
