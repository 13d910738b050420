//! Doors for the fuzzer to parsers that are private otherwise. Only built with
//! the feature `fuzzing`.

use crate::{Key, payload, seal};

/// Reads a payload; what can be read can be written and read again.
pub fn payload(bytes: &[u8]) {
    if let Ok(contents) = payload::read(bytes) {
        let again = payload::write(&contents).ok().map(|bytes| payload::read(&bytes).is_ok());
        assert_eq!(again, Some(true), "what is written can be read");
    }
}

/// Opens an age file with a key that does not fit it.
pub fn sealed(bytes: &[u8]) {
    let key = Key::generate();
    let opened = seal::unseal(bytes, std::iter::once(&key.0 as &dyn age::Identity));
    assert!(opened.is_err(), "a new key opens nothing");
}
