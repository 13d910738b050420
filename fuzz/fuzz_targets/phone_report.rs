//! Any bytes as a report of a telephone gateway: refused unless signed, and when
//! signed and still nonsense refused as well, never more than 32 keyed characters.
#![no_main]

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::fuzz_target;
use phone::{Gateway, Received, Report, Secret, Twilio, Webhook};
use sha2::Sha256;

const ADDRESS: &str = "https://id.example.com/phone/token";

fuzz_target!(|body: &[u8]| {
    let secret = || Secret::new("a secret of thirty characters");
    let twilio = Twilio::new("AC1", secret(), "+15005550006");
    let webhook = Webhook::new("https://pbx.example.com", secret(), || 0);
    let read = |gateway: &dyn Gateway, signature: &str| {
        let header = |name: &str| match name {
            "secondkey-time" => Some("0"),
            "secondkey-signature" | "x-twilio-signature" => Some(signature),
            _ => None,
        };
        gateway.read(&Received { address: ADDRESS, header: &header, body, now: 0 })
    };
    assert!(read(&twilio, "AAAA").is_err());
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(b"a secret of thirty characters") else {
        return;
    };
    mac.update(format!("0.{ADDRESS}\n").as_bytes());
    mac.update(body);
    let signature = format!("v1={}", HEXLOWER.encode(&mac.finalize().into_bytes()));
    if let Ok(Report::Digits(keyed)) = read(&webhook, &signature) {
        assert!(keyed.chars().count() <= 32);
    }
});
