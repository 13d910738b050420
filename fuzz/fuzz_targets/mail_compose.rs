//! Any words as subject, text and recipient of a mail: it has the headers that we
//! give it and no others, and one recipient.
#![no_main]

use identity::Timestamp;
use libfuzzer_sys::fuzz_target;
use notify::mail::{Mail, Sender, SmtpUrl, compose};

const HEADERS: [&str; 8] = [
    "Message-ID",
    "Date",
    "From",
    "To",
    "Subject",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
];

fuzz_target!(|parts: (String, String, String)| {
    let (subject, text, to) = &parts;
    let _ = SmtpUrl::parse(subject);
    let _ = Sender::parse(subject);
    let from = Sender::parse("Example <security@example.com>").unwrap();
    let date = Timestamp::from_unix_seconds(1_700_000_000);
    for to in ["anna@example.com", to] {
        let mail = Mail { id: &[1; 16], to, subject, text, html: text, date };
        let Ok(bytes) = compose(&from, &mail) else { continue };
        let message = String::from_utf8_lossy(&bytes);
        let head = message.split("\r\n\r\n").next().unwrap();
        for line in head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])) {
            let name = line.split(':').next().unwrap();
            assert!(HEADERS.contains(&name), "{name}");
        }
    }
});
