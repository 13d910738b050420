//! Any text as the marker of a list: none is good without the key, and each place in a
//! list has one that leads back to it.
#![no_main]

use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;

fuzz_target!(|parts: (&str, &str)| {
    let (text, place) = parts;
    iam_api::fuzzing::marker(text, place, |bytes| {
        let mac = Hmac::<Sha256>::new_from_slice(b"a key that no input knows");
        let mut mac = mac.expect("keys of any length");
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    });
});
