//! Any text as a recovery code: a refusal with words, or a code that goes there and
//! back.
#![no_main]

use identity::recovery_code::RecoveryCode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match RecoveryCode::parse(text) {
        Err(fault) => assert!(!fault.to_string().chars().any(char::is_control)),
        Ok(code) => {
            let again = RecoveryCode::parse(&code.to_groups());
            assert_eq!(again.map(|code| *code.expose()), Ok(*code.expose()));
        }
    }
});
