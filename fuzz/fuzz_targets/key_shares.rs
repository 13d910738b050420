//! Shares of a recovery key as people type them, and the key that they make.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vault::Share;

fuzz_target!(|text: &str| {
    if let Ok(shares) = Share::read_all(text) {
        for share in &shares {
            let again = Share::read_all(&share.expose());
            assert!(again.is_ok_and(|again| again.len() == 1), "what is written can be read");
        }
        let _ = Share::combine(&shares);
    }
});
