//! The vectors of WebAuthn Level 3, chapter 16, as the standard's own repository has
//! them: each is a registration and a use of the same credential.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};
use webauthn::{Challenge, Credential, Fault, Given, RelyingParty, assert, register};

const VECTORS: &str = include_str!("../data/webauthn3.json");

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn text(value: &Value) -> String {
    BASE64URL_NOPAD.encode(&bytes(value))
}

/// Reads a challenge; ours have 32 bytes, as those of all vectors but one.
fn challenge(value: &Value) -> Result<Challenge, Fault> {
    bytes(value).try_into().map(Challenge::new).map_err(|_| Fault::WrongChallenge)
}

fn answer(id: &Value, response: &Value) -> String {
    json!({ "id": text(id), "rawId": text(id), "type": "public-key", "response": response })
        .to_string()
}

fn run(vector: &Value) -> Result<(), Fault> {
    let party = RelyingParty::of("https://example.org", "Vectors").unwrap();
    let (made, used) = (&vector["register"], &vector["use"]);
    let id = &made["credential_id"];
    let response = json!({
        "clientDataJSON": text(&made["clientDataJSON"]),
        "attestationObject": text(&made["attestationObject"]),
    });
    let credential =
        register(&party, &challenge(&made["challenge"])?, &[], &answer(id, &response))?;
    assert_eq!(credential.id, bytes(id));
    assert_eq!(credential.aaguid.as_slice(), bytes(&made["aaguid"]));
    let response = json!({
        "clientDataJSON": text(&used["clientDataJSON"]),
        "authenticatorData": text(&used["authenticatorData"]),
        "signature": text(&used["signature"]),
    });
    let asked = challenge(&used["challenge"])?;
    let given = answer(id, &response);
    let judge =
        |credential| assert(&party, &asked, b"user", &[credential], Given::read(&given)?).map(drop);
    let now_verified = bytes(&used["authenticatorData"])[32] & 0x04 != 0;
    if credential.user_verified && !now_verified {
        // Stricter than the standard, which leaves it to the relying party.
        assert_eq!(judge(credential.clone()), Err(Fault::NotVerified));
    }
    judge(Credential { user_verified: credential.user_verified && now_verified, ..credential })
}

#[test]
fn each_vector_is_accepted_or_refused_for_the_reason_that_we_have() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    let refused: Vec<(&str, Fault)> = vectors
        .iter()
        .filter_map(|vector| Some((vector["name"].as_str().unwrap(), run(vector).err()?)))
        .collect();
    let expected = [
        // We stand in no frames.
        ("none-es256-crossOrigin", Fault::CrossOrigin),
        ("none-es256-topOrigin", Fault::CrossOrigin),
        // Its challenge has 128 bytes, and the algorithm is not offered.
        ("packed-es512", Fault::WrongChallenge),
        // The library takes RSA keys of 2048 bits, which TPMs make, and no others.
        ("packed-rs256", Fault::UnfitKey),
        // Not offered, so no browser answers with them.
        ("packed-eddsa", Fault::Malformed("what the authenticator says")),
        ("packed-ed448", Fault::UnfitKey),
        // Statements that nobody asks for: the library holds them to its own rules.
        ("tpm-es256", Fault::UnfitKey),
        ("android-key-es256", Fault::Attestation),
    ];
    assert_eq!(vectors.len(), 15);
    assert_eq!(refused, expected);
}
