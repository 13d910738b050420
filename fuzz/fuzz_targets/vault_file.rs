//! Any bytes as what hostile files hold: an age header, a payload, a printed
//! key, a picture. None of them may end the program.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    vault::fuzzing::payload(bytes);
    vault::fuzzing::sealed(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = vault::Key::read_all(text);
    }
    let _ = vault::qr::Picture::decode(bytes);
});
