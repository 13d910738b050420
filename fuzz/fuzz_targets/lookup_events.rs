//! Any bytes as the body of CloudTrail's LookupEvents and of the operations on contacts,
//! and any text as the target of a request in JSON 1.1 and as the path of one in REST-JSON:
//! read or refused, and nothing without bounds goes on record.
#![no_main]

use aws_wire::json::Target;
use aws_wire::rest_json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = std::str::from_utf8(bytes).ok();
    if let Some(target) = text.and_then(Target::parse) {
        assert!(!target.service.is_empty() && !target.operation.contains('.'));
    }
    if let Some(name) = text.and_then(rest_json::operation) {
        assert!(name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphabetic()));
    }
    iam_api::fuzzing::contacts(bytes);
    iam_api::fuzzing::lookup_events(bytes);
});
