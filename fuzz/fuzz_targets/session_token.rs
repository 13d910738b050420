//! Any text as a session token, and any bytes as what a token seals: no text opens
//! without the key, and what can be read can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    service::fuzzing::session_token(&String::from_utf8_lossy(bytes), bytes);
});
