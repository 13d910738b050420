//! Any bytes for each importer of other authenticators' files: the first byte
//! says which one, the rest is the file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some((number, file)) = bytes.split_first() {
        transfer::fuzzing::importer(*number, file);
    }
});
