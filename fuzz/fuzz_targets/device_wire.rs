//! Any bytes as what comes over the authenticator's wires: a question to the
//! agent, an answer of it, a message of the bus, a time server's answer.
#![no_main]

use device_wire::agent::{self, MAX_ANSWER, MAX_QUESTION, Question, Reply};
use device_wire::dbus::{Address, Message};
use device_wire::sntp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(Some(question)) = agent::read::<Question>(&mut &*bytes, MAX_QUESTION) {
        let mut again = Vec::new();
        // JSON may grow when it is written anew, but never beyond its escapes.
        agent::write(&mut again, &question, MAX_QUESTION * 8).expect("a question can be written");
        assert!(agent::read::<Question>(&mut &*again, MAX_QUESTION * 8).is_ok());
    }
    let _ = agent::read::<Reply>(&mut &*bytes, MAX_ANSWER);
    for nonce in [0, bytes.get(24..32).map_or(1, |eight| u64::from_be_bytes(eight.try_into().unwrap_or_default()))] {
        let _ = sntp::judge(bytes, nonce, 0, 1_000_000_000);
    }
    let _ = Message::read(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Address::parse(text);
    }
});
