//! Any bytes as the answer of a browser: to a question for a new passkey, and to one
//! for the use of a passkey that is known. None of them may end the program, and none
//! may prove anything.
#![no_main]

use std::sync::LazyLock;

use data_encoding::BASE64URL_NOPAD;
use libfuzzer_sys::fuzz_target;
use webauthn::{
    Challenge, Credential, Given, PublicKey, RelyingParty, assert, challenge_of, register,
};

static PARTY: LazyLock<Option<RelyingParty>> =
    LazyLock::new(|| RelyingParty::of("https://id.example.com", "Secondkey").ok());

const CHALLENGE: Challenge = Challenge::new([0; 32]);

fuzz_target!(|bytes: &[u8]| {
    let Some(party) = PARTY.as_ref() else { return };
    let known = Credential {
        id: vec![1; 16],
        key: PublicKey::from_bytes(bytes.to_vec()),
        sign_count: 1,
        user_verified: false,
        backup_eligible: false,
        backed_up: false,
        transports: Vec::new(),
        attachment: None,
        aaguid: [0; 16],
    };
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = challenge_of(text);
        let _ = register(party, &CHALLENGE, &[], text);
        let used = Given::read(text)
            .and_then(|given| assert(party, &CHALLENGE, b"user", &[known.clone()], given));
        assert!(used.is_err());
    }
    // What is inside: the authenticator's CBOR, whatever the browser says around it.
    let client = |kind: &str| {
        let challenge = BASE64URL_NOPAD.encode(CHALLENGE.as_bytes());
        let text = format!(
            r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{}"}}"#,
            party.origin()
        );
        BASE64URL_NOPAD.encode(text.as_bytes())
    };
    let (id, data) = (BASE64URL_NOPAD.encode(&known.id), BASE64URL_NOPAD.encode(bytes));
    let answer = |response: String| {
        format!(r#"{{"id":"{id}","type":"public-key","response":{{{response}}}}}"#)
    };
    let made = answer(format!(
        r#""clientDataJSON":"{}","attestationObject":"{data}""#,
        client("webauthn.create")
    ));
    let _ = register(party, &CHALLENGE, &[], &made);
    let used = answer(format!(
        r#""clientDataJSON":"{}","authenticatorData":"{data}","signature":"{data}""#,
        client("webauthn.get")
    ));
    let used =
        Given::read(&used).and_then(|given| assert(party, &CHALLENGE, b"user", &[known], given));
    assert!(used.is_err());
});
