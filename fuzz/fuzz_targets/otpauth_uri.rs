//! Any text as an otpauth URI: read, and what was read is written and read back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use otp::{Otpauth, UriError};

fuzz_target!(|text: &str| {
    let Ok(read) = Otpauth::parse(text) else { return };
    match Otpauth::parse(&read.to_uri()) {
        Ok(again) => assert!(again.seed.same(&read.seed) && again.kind == read.kind),
        // Escapes may make a long text longer than what is read.
        Err(error) => assert_eq!(error, UriError::TooLong),
    }
});
