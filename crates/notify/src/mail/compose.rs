//! From words to the bytes of a message (RFC 5322, RFC 2046), as text and as
//! HTML. The same mail composed again gives the same bytes, so that whoever
//! receives it twice can tell.

use std::fmt::Write as _;
use std::time::{Duration, UNIX_EPOCH};

use identity::Timestamp;
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};

use super::{Failure, Sender};

/// Is a mail, in words.
#[derive(Clone, Copy, Debug)]
pub struct Mail<'a> {
    /// What makes its Message-ID: the same at every attempt.
    pub id: &'a [u8; 16],
    /// The recipient's address.
    pub to: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// The text.
    pub text: &'a str,
    /// The same as HTML.
    pub html: &'a str,
    /// When it was written.
    pub date: Timestamp,
}

impl Mail<'_> {
    /// Returns the id in hexadecimal.
    pub(super) fn hex(&self) -> String {
        self.id.iter().fold(String::with_capacity(32), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// Composes a message. Control characters in the subject become blanks; whatever
/// else it holds, it makes no header of its own.
pub fn compose(from: &Sender, mail: &Mail<'_>) -> Result<Vec<u8>, Failure> {
    let never = |what: &str| Failure::Never(what.to_owned());
    let to = mail.to.parse().map_err(|_| never("the address cannot be written to"))?;
    let subject: String =
        mail.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let hex = mail.hex();
    let body = MultiPart::alternative()
        .boundary(format!("part-{hex}"))
        .singlepart(SinglePart::plain(mail.text.to_owned()))
        .singlepart(SinglePart::html(mail.html.to_owned()));
    let message = Message::builder()
        .message_id(Some(format!("<{hex}@{}>", from.domain())))
        .date(UNIX_EPOCH + Duration::from_secs(mail.date.unix_seconds()))
        .from(from.0.clone())
        .to(lettre::message::Mailbox::new(None, to))
        .subject(subject)
        // No answers from those on holiday (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(body)
        .map_err(|_| never("the message cannot be composed"))?;
    Ok(message.formatted())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composed(to: &str, subject: &str, text: &str) -> Result<String, Failure> {
        let mail = Mail {
            id: &[0xab; 16],
            to,
            subject,
            text,
            html: "<p>Hello</p>",
            date: Timestamp::from_unix_seconds(1_700_000_000),
        };
        let from = Sender::parse("Example <security@example.com>").unwrap();
        compose(&from, &mail).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    /// Returns the names of the headers, as a mail reader sees them.
    fn headers(message: &str) -> Vec<&str> {
        let head = message.split("\r\n\r\n").next().unwrap();
        let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        lines.map(|line| line.split(':').next().unwrap()).collect()
    }

    #[test]
    fn a_message_has_its_headers_and_both_forms() {
        let message = composed("anna@example.com", "New device", "Hello").unwrap();
        for part in [
            "Message-ID: <abababababababababababababababab@example.com>\r\n",
            "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n",
            "To: anna@example.com\r\n",
            "Subject: New device\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
        ] {
            assert!(message.contains(part), "{part} is missing in {message}");
        }
    }

    #[test]
    fn composed_again_it_is_the_same() {
        let message = composed("anna@example.com", "Grüße", "Grüße").unwrap();
        assert_eq!(message, composed("anna@example.com", "Grüße", "Grüße").unwrap());
        assert!(message.is_ascii(), "every server takes it");
    }

    #[test]
    fn a_name_in_the_subject_makes_no_header() {
        let plain = composed("anna@example.com", "x", "Hello").unwrap();
        for evil in [
            "x\r\nBcc: thief@evil.example",
            "x\nBcc: thief@evil.example",
            "x\r\n\r\nbody",
            "x\u{2028}Bcc: thief@evil.example",
            "=?utf-8?q?x=0d=0aBcc:_thief@evil.example?=",
        ] {
            let message = composed("anna@example.com", evil, "Hello").unwrap();
            assert_eq!(headers(&message), headers(&plain), "{evil:?}: {message}");
        }
    }

    #[test]
    fn an_address_adds_no_recipient() {
        for evil in ["a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "<a@b.example>"]
        {
            assert!(matches!(composed(evil, "x", "x"), Err(Failure::Never(_))), "{evil:?}");
        }
    }

    #[test]
    fn a_line_with_a_dot_alone_ends_nothing() {
        let message = composed("anna@example.com", "x", "one\n.\ntwo\nFrom three\n").unwrap();
        assert!(message.contains("one"), "{message}");
        assert!(message.contains("two"), "{message}");
    }
}
