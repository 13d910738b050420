//! Any bytes as a seed file of hardware tokens: with a key, with a passphrase,
//! and with neither. What is read has whole tokens and no serial number twice.
#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use seed_file::{Limits, Protection, read};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, file)) = bytes.split_first() else { return };
    let protection = match choice % 3 {
        0 => Protection::None,
        1 => Protection::Key("12345678901234567890123456789012".to_owned().into()),
        _ => Protection::Passphrase("qwerty".to_owned().into()),
    };
    let limits = Limits { rounds: 1000, ..Limits::FORM };
    if let Ok(found) = read(file, &protection, limits) {
        let serials = found.tokens.iter().map(|token| token.serial.to_lowercase());
        let all: HashSet<String> = serials.collect();
        assert_eq!(all.len(), found.tokens.len());
        assert!(found.tokens.iter().all(|token| token.totp.seed.byte_len() >= 16));
    }
});
