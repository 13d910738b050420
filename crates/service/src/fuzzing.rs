//! Doors for the fuzzer to parsers that are private otherwise. Only built with the
//! feature `fuzzing`.

use identity::names::{AccessKeyId, AccountId, KeyKind};

use crate::MasterKey;
use crate::credentials::session_token;
use crate::keys::Keys;

/// Opens a text as a session token, which no text is, and reads bytes as what a token
/// seals. What can be read can be written and read again.
pub fn session_token(text: &str, bytes: &[u8]) {
    let id = AccessKeyId::from_random(KeyKind::Temporary, AccountId::from_random([0; 8]), [0; 5]);
    let keys = Keys::new(&MasterKey::new([1; 32]));
    assert!(session_token::open(&keys, &id, text).is_none(), "nobody has the key");
    if let Some((session, secret)) = session_token::read(&id, bytes) {
        let again = session_token::write(&session, &secret).ok();
        let again = again.map(|bytes| session_token::read(&id, &bytes).is_some());
        assert_eq!(again, Some(true), "what is written can be read");
    }
}
