//! A software authenticator with the browser around it: answers WebAuthn options as
//! an honest pair would, or with one thing made wrong on purpose. Written from the
//! standard, without the library that the service verifies with.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use serde_cbor_2::Value;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::world::ORIGIN;

/// Flags of authenticator data (WebAuthn Level 3, section 6.1).
pub mod flags {
    /// Somebody was present.
    pub const UP: u8 = 0x01;
    /// The user was verified.
    pub const UV: u8 = 0x04;
    /// The credential can be copied.
    pub const BE: u8 = 0x08;
    /// It is copied.
    pub const BS: u8 = 0x10;
    /// There is a new credential.
    pub const AT: u8 = 0x40;
}

/// Is a passkey in its authenticator. All fields may be changed before the next use.
#[derive(Clone)]
pub struct SoftPasskey {
    key: SigningKey,
    /// The id of the credential.
    pub id: Vec<u8>,
    /// The model.
    pub aaguid: [u8; 16],
    /// What it signs in its flags, besides that a credential is new.
    pub flags: u8,
    /// The counter; what it adds at each use.
    pub counter: u32,
    /// How much the counter grows at each use.
    pub step: u32,
    /// The origin that the browser names.
    pub origin: String,
    /// The relying party that the authenticator believes in; `None` for the one that
    /// the options name.
    pub rp_id: Option<String>,
    /// The type that the browser names; `None` for the right one.
    pub kind: Option<&'static str>,
    /// More fields of the client data, as JSON after a comma.
    pub more: String,
    /// The user's handle, as the options named it.
    pub handle: Option<String>,
    /// Where the authenticator is.
    pub attachment: &'static str,
    /// How it is reached.
    pub transports: Vec<&'static str>,
}

impl SoftPasskey {
    /// Makes an authenticator that holds a key made from a number.
    pub fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed.max(1); 32]).unwrap();
        Self {
            key,
            id: vec![seed; 32],
            aaguid: [0; 16],
            flags: flags::UP | flags::UV,
            counter: 0,
            step: 1,
            origin: ORIGIN.to_owned(),
            rp_id: None,
            kind: None,
            more: String::new(),
            handle: None,
            attachment: "cross-platform",
            transports: vec!["usb"],
        }
    }

    /// Answers creation options.
    pub fn create(&mut self, options: &str) -> String {
        let options: serde_json::Value = serde_json::from_str(options).unwrap();
        self.handle = options["user"]["id"].as_str().map(str::to_owned);
        let rp = self.rp_id.clone().unwrap_or_else(|| text(&options["rp"]["id"]));
        let mut data = self.authenticator_data(&rp, flags::AT);
        data.extend_from_slice(&self.aaguid);
        data.extend_from_slice(&u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend_from_slice(&self.id);
        data.extend_from_slice(&self.cose_key());
        let object = BTreeMap::from([
            ("fmt", Value::Text("none".to_owned())),
            ("attStmt", Value::Map(BTreeMap::new())),
            ("authData", Value::Bytes(data)),
        ]);
        let client = self.client_data("webauthn.create", &text(&options["challenge"]));
        json!({
            "id": BASE64URL_NOPAD.encode(&self.id),
            "rawId": BASE64URL_NOPAD.encode(&self.id),
            "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
                "attestationObject":
                    BASE64URL_NOPAD.encode(&serde_cbor_2::to_vec(&object).unwrap()),
                "transports": self.transports,
            },
        })
        .to_string()
    }

    /// Answers request options.
    pub fn get(&mut self, options: &str) -> String {
        let options: serde_json::Value = serde_json::from_str(options).unwrap();
        self.counter += self.step;
        let rp = self.rp_id.clone().unwrap_or_else(|| text(&options["rpId"]));
        let data = self.authenticator_data(&rp, 0);
        let client = self.client_data("webauthn.get", &text(&options["challenge"]));
        let signed = [data.as_slice(), &Sha256::digest(client.as_bytes())].concat();
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": BASE64URL_NOPAD.encode(&self.id),
            "rawId": BASE64URL_NOPAD.encode(&self.id),
            "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
                "authenticatorData": BASE64URL_NOPAD.encode(&data),
                "signature": BASE64URL_NOPAD.encode(signature.to_der().as_bytes()),
                "userHandle": self.handle,
            },
        })
        .to_string()
    }

    /// Signs a text, for measuring what the check of a signature costs.
    pub fn sign(&self, text: &[u8]) -> Signed {
        Signed { key: *self.key.verifying_key(), signature: self.key.sign(text), text: text.into() }
    }

    fn authenticator_data(&self, rp: &str, more: u8) -> Vec<u8> {
        let mut data = Sha256::digest(rp.as_bytes()).to_vec();
        data.push(self.flags | more);
        data.extend_from_slice(&self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, challenge: &str) -> String {
        let (kind, origin, more) = (self.kind.unwrap_or(kind), &self.origin, &self.more);
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{more}}}"#)
    }

    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let half = |at: usize| Value::Bytes(point.as_bytes()[at..at + 32].to_vec());
        let key = BTreeMap::from([
            (Value::Integer(1), Value::Integer(2)),
            (Value::Integer(3), Value::Integer(-7)),
            (Value::Integer(-1), Value::Integer(1)),
            (Value::Integer(-2), half(1)),
            (Value::Integer(-3), half(33)),
        ]);
        serde_cbor_2::to_vec(&Value::Map(key)).unwrap()
    }
}

/// Is a text with its signature.
pub struct Signed {
    key: VerifyingKey,
    signature: Signature,
    text: Vec<u8>,
}

impl Signed {
    /// Says whether the signature is right.
    pub fn verifies(&self) -> bool {
        self.key.verify(&self.text, &self.signature).is_ok()
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
