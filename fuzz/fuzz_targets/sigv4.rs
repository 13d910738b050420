//! Any text as `Authorization` header, query string and path of a request: read,
//! judged and compared, and never accepted.
#![no_main]

use aws_wire::Moment;
use aws_wire::sigv4::{HttpRequest, Presented};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|parts: (&[u8], &str, &str, &[u8])| {
    let (authorization, query, path, body) = parts;
    let dated: &[(&str, &[u8])] = &[
        ("host", b"127.0.0.1"),
        ("x-amz-date", b"20261122T022926Z"),
        ("authorization", authorization),
    ];
    let plain = dated.get(..1).unwrap_or_default();
    for headers in [dated, plain] {
        let request = HttpRequest { method: "POST", path, query, headers, body };
        let Ok(presented) = Presented::read(&request) else { continue };
        let _ = presented.check_scope("iam", Some("us-east-1"));
        let _ = presented.check_time(Moment::from_unix_seconds(1_795_314_566));
        if let Ok(text) = presented.signed_text(&request) {
            assert!(!text.is_signed_by(b"a secret that no input knows"));
        }
    }
});
