//! Who the mail is from.

use identity::names::EmailAddress;
use lettre::message::Mailbox;

/// Is the sender of all mail: an address, and a name where one is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender(pub(super) Mailbox);

/// Says that a text is no sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it must be an address such as security@example.com, or Name <security@example.com>")]
pub struct InvalidSender;

impl Sender {
    /// Reads `security@example.com` or `Example Security <security@example.com>`.
    pub fn parse(text: &str) -> Result<Self, InvalidSender> {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(InvalidSender);
        }
        let (name, address) = match text.strip_suffix('>').and_then(|text| text.split_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"'), address),
            None => ("", text),
        };
        let address = EmailAddress::parse(address).map_err(|_| InvalidSender)?;
        let address = address.as_str().parse().map_err(|_| InvalidSender)?;
        let name = (!name.is_empty()).then(|| name.to_owned());
        Ok(Self(Mailbox::new(name, address)))
    }

    /// Returns the domain of the address.
    pub(super) fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_addresses_with_and_without_a_name() {
        let bare = Sender::parse(" security@example.com ").unwrap();
        assert_eq!((bare.0.name, bare.0.email.to_string()), (None, "security@example.com".into()));
        let named = Sender::parse("\"Example, Inc.\" <security@example.com>").unwrap();
        assert_eq!(named.0.name.as_deref(), Some("Example, Inc."));
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in ["", "security", "<>", "a@b.example\r\nBcc: c@d.example", "x <a@b.example> y"] {
            assert_eq!(Sender::parse(bad), Err(InvalidSender), "{bad:?}");
        }
    }
}
