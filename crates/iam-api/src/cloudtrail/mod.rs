//! The operations of CloudTrail, each in a file of its own, in JSON 1.1.

pub(crate) mod lookup_events;
