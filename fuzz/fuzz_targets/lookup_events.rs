//! Any bytes as the body of CloudTrail's LookupEvents, and any text as the target of a
//! request in JSON 1.1: read or refused, and nothing without bounds goes on record.
#![no_main]

use aws_wire::json::Target;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(target) = std::str::from_utf8(bytes).ok().and_then(Target::parse) {
        assert!(!target.service.is_empty() && !target.operation.contains('.'));
    }
    iam_api::fuzzing::lookup_events(bytes);
});
