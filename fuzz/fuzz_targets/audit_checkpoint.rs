//! Any bytes as a file of checkpoints: what is read as a line is written as the
//! same line, and no key has signed it.
#![no_main]

use identity::audit::{CheckpointSigner, Signed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let key = CheckpointSigner::new(&[1; 32]).public();
    for line in bytes.split(|byte| *byte == b'\n') {
        let Ok(line) = std::str::from_utf8(line) else { continue };
        let Ok(signed) = Signed::parse(line) else { continue };
        assert_eq!(signed.to_line(), line);
        assert!(!key.has_signed(&signed));
    }
});
