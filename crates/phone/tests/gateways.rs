//! Both gateways from outside: what is believed, what is not, and that nothing
//! which comes in can break them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use phone::{
    Call, Ended, Gateway, NotPlaced, Purpose, Received, Refused, Report, Secret, Spoken, Twilio,
    Webhook,
};
use proptest::prelude::*;
use sha1::Sha1;
use sha2::Sha256;

const ADDRESS: &str = "https://id.example.com/phone/token";
const NOW: u64 = 1_700_000_000;

fn now() -> u64 {
    NOW
}

fn twilio() -> Twilio {
    Twilio::new("AC1", Secret::new("token"), "+15005550006")
}

fn webhook() -> Webhook {
    Webhook::new("https://pbx.example/call", Secret::new("secret"), now)
}

fn read(gateway: &dyn Gateway, headers: &[(&str, &str)], body: &[u8]) -> Result<Report, Refused> {
    let header = |name: &str| headers.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    gateway.read(&Received { address: ADDRESS, header: &header, body, now: NOW })
}

/// Signs a form as Twilio does; `sorted` is its parameters, sorted and joined.
fn twilio_signature(key: &str, address: &str, sorted: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(address.as_bytes());
    mac.update(sorted.as_bytes());
    BASE64.encode(&mac.finalize().into_bytes())
}

fn webhook_signature(key: &str, time: u64, address: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(format!("{time}.{address}\n{body}").as_bytes());
    format!("v1={}", HEXLOWER.encode(&mac.finalize().into_bytes()))
}

#[test]
fn twilios_reports_are_understood() {
    for (body, sorted, report) in [
        ("Digits=123456&CallSid=CA1", "CallSidCA1Digits123456", Report::Digits("123456".into())),
        ("CallStatus=ringing", "CallStatusringing", Report::Ringing),
        ("CallStatus=in-progress", "CallStatusin-progress", Report::Answered),
        ("CallStatus=completed", "CallStatuscompleted", Report::Ended(Ended::Completed)),
        ("CallStatus=busy", "CallStatusbusy", Report::Ended(Ended::Busy)),
        ("CallStatus=no-answer", "CallStatusno-answer", Report::Ended(Ended::NoAnswer)),
        ("CallStatus=failed", "CallStatusfailed", Report::Ended(Ended::Failed)),
    ] {
        let signature = twilio_signature("token", ADDRESS, sorted);
        let headers = [("x-twilio-signature", signature.as_str())];
        assert_eq!(read(&twilio(), &headers, body.as_bytes()), Ok(report), "{body}");
    }
}

#[test]
fn twilios_reports_are_refused_unsigned_changed_or_moved() {
    let body = b"Digits=123456";
    let sorted = "Digits123456";
    let good = twilio_signature("token", ADDRESS, sorted);
    let foreign = twilio_signature("other", ADDRESS, sorted);
    let moved = twilio_signature("token", "https://id.example.com/phone/other", sorted);
    assert!(read(&twilio(), &[("x-twilio-signature", &good)], body).is_ok());
    for headers in [
        vec![],
        vec![("x-twilio-signature", "")],
        vec![("x-twilio-signature", "*")],
        vec![("x-twilio-signature", foreign.as_str())],
        vec![("x-twilio-signature", moved.as_str())],
    ] {
        assert_eq!(read(&twilio(), &headers, body), Err(Refused), "{headers:?}");
    }
    assert_eq!(read(&twilio(), &[("x-twilio-signature", &good)], b"Digits=123457"), Err(Refused));
    // Digits twice: which of them would count?
    let twice = twilio_signature("token", ADDRESS, "Digits1Digits2");
    assert_eq!(
        read(&twilio(), &[("x-twilio-signature", &twice)], b"Digits=1&Digits=2"),
        Err(Refused)
    );
}

#[test]
fn the_webhooks_reports_are_understood() {
    for (body, report) in [
        (r#"{"event":"digits","digits":"123456"}"#, Report::Digits("123456".into())),
        (r#"{"event":"digits"}"#, Report::Digits(String::new())),
        (r#"{"event":"ringing"}"#, Report::Ringing),
        (r#"{"event":"answered"}"#, Report::Answered),
        (r#"{"event":"ended"}"#, Report::Ended(Ended::Completed)),
        (r#"{"event":"busy"}"#, Report::Ended(Ended::Busy)),
        (r#"{"event":"no-answer"}"#, Report::Ended(Ended::NoAnswer)),
        (r#"{"event":"failed"}"#, Report::Ended(Ended::Failed)),
    ] {
        let (time, signature) = (NOW.to_string(), webhook_signature("secret", NOW, ADDRESS, body));
        let headers = [("secondkey-time", time.as_str()), ("secondkey-signature", &signature)];
        assert_eq!(read(&webhook(), &headers, body.as_bytes()), Ok(report), "{body}");
    }
}

#[test]
fn the_webhooks_reports_are_refused_unsigned_old_moved_or_malformed() {
    let body = r#"{"event":"digits","digits":"123456"}"#;
    let odd = r#"{"event":"ringing","digits":"1"}"#;
    let extra = r#"{"event":"ringing","more":1}"#;
    let at = |time, key, address, text| (time, webhook_signature(key, time, address, text), text);
    for (time, signature, text) in [
        at(NOW, "other", ADDRESS, body),
        at(NOW - 301, "secret", ADDRESS, body),
        at(NOW + 301, "secret", ADDRESS, body),
        at(NOW, "secret", "https://id.example.com/phone/other", body),
        at(NOW, "secret", ADDRESS, odd),
        at(NOW, "secret", ADDRESS, extra),
        at(NOW, "secret", ADDRESS, "digits"),
    ] {
        let time = time.to_string();
        let headers = [("secondkey-time", time.as_str()), ("secondkey-signature", &signature)];
        assert_eq!(read(&webhook(), &headers, text.as_bytes()), Err(Refused), "{time} {text}");
    }
    assert_eq!(read(&webhook(), &[], body.as_bytes()), Err(Refused));
}

#[test]
fn the_voice_says_what_comes_next() {
    let said = |gateway: &dyn Gateway, spoken| gateway.reply(spoken, ADDRESS).body;
    assert!(said(&twilio(), Spoken::Again).contains("<Gather "));
    assert!(said(&twilio(), Spoken::Thanks).contains("<Hangup/>"));
    assert!(said(&twilio(), Spoken::Nothing).contains("<Response></Response>"));
    assert!(said(&webhook(), Spoken::Again).starts_with(r#"{"result":"again","say":""#));
    assert_eq!(said(&webhook(), Spoken::Nothing), r#"{"result":"noted"}"#);
}

/// Answers one request with a status, and returns what was sent.
fn serve_once(status: &'static str) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut text, mut part) = (String::new(), [0; 4096]);
        loop {
            let count = stream.read(&mut part).unwrap();
            text += &String::from_utf8_lossy(&part[..count]);
            let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
            let length = head.lines().find_map(|line| {
                line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
            });
            if length.is_some_and(|length: usize| body.len() >= length) {
                break;
            }
        }
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 5\r\nLocation: /\r\n\r\nsaid\n");
        stream.write_all(answer.as_bytes()).unwrap();
        text
    });
    (address, served)
}

const CALL: Call<'_> =
    Call { to: "+49301234567", purpose: Purpose::Recovery, account: "Acme", report_to: ADDRESS };

#[test]
fn a_call_is_ordered_from_twilio() {
    let (address, served) = serve_once("201 Created");
    Twilio::at(&address, "AC1", Secret::new("token"), "+15005550006").place(&CALL).unwrap();
    let sent = served.join().unwrap();
    assert!(sent.starts_with("POST /2010-04-01/Accounts/AC1/Calls.json HTTP/1.1"), "{sent}");
    assert!(sent.contains("Basic QUMxOnRva2Vu"), "{sent}");
    assert!(sent.contains("To=%2B49301234567&From=%2B15005550006&Twiml="), "{sent}");
    assert!(sent.contains("StatusCallback=https%3A%2F%2Fid.example.com%2Fphone%2Ftoken"));
}

#[test]
fn a_call_is_ordered_from_the_webhook_and_signed() {
    let (address, served) = serve_once("202 Accepted");
    Webhook::new(&address, Secret::new("secret"), now).place(&CALL).unwrap();
    let sent = served.join().unwrap();
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    assert!(body.contains(r#""to":"+49301234567""#) && body.contains(r#""digits":6"#), "{body}");
    let mut mac = Hmac::<Sha256>::new_from_slice(b"secret").unwrap();
    mac.update(format!("{NOW}.{body}").as_bytes());
    let want = format!("v1={}", HEXLOWER.encode(&mac.finalize().into_bytes()));
    assert!(head.contains(&want), "{head}");
}

#[test]
fn a_gateway_that_refuses_or_is_away_is_said_plainly() {
    for status in ["500 Oops", "302 Found", "401 Unauthorized"] {
        let (address, served) = serve_once(status);
        let refused = Webhook::new(&address, Secret::new("secret"), now).place(&CALL);
        served.join().unwrap();
        assert!(matches!(refused, Err(NotPlaced::Refused { .. })), "{status}: {refused:?}");
    }
    let away = Webhook::new("http://127.0.0.1:1/", Secret::new("secret"), now).place(&CALL);
    assert!(matches!(away, Err(NotPlaced::Unreachable(_))), "{away:?}");
}

proptest! {
    /// Nothing that is not signed is believed, whatever it is.
    #[test]
    fn foreign_bytes_are_refused(body: Vec<u8>, header in "[ -~]{0,80}") {
        let headers = [
            ("x-twilio-signature", header.as_str()),
            ("secondkey-signature", header.as_str()),
            ("secondkey-time", header.as_str()),
        ];
        prop_assert_eq!(read(&twilio(), &headers, &body), Err(Refused));
        prop_assert_eq!(read(&webhook(), &headers, &body), Err(Refused));
    }

    /// What is signed and still nonsense is refused as well.
    #[test]
    fn signed_nonsense_is_refused(body in "[ -~]{0,200}") {
        let signature = webhook_signature("secret", NOW, ADDRESS, &body);
        let time = NOW.to_string();
        let headers = [("secondkey-time", time.as_str()), ("secondkey-signature", &signature)];
        let refused = read(&webhook(), &headers, body.as_bytes());
        prop_assert!(refused == Err(Refused) || serde_json::from_str::<serde_json::Value>(&body).is_ok());
    }
}
