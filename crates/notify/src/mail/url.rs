//! Where the mail server is and how it is spoken to, as one address:
//! `smtps://user:password@host` (TLS from the beginning, RFC 8314) or
//! `smtp://user:password@host` (STARTTLS, which is insisted on, RFC 3207).
//! `?tls=off` is for a server on this machine.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

/// Is how a connection becomes private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte on.
    FromTheBeginning,
    /// By STARTTLS; without it nothing is sent.
    StartTls,
    /// Not at all.
    Off,
}

/// Is where the mail server is. It may hold a password and is not printed.
#[derive(Clone)]
pub struct SmtpUrl {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) user: Option<(String, Zeroizing<String>)>,
}

/// Says why a text is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// It is of another form.
    #[error("it must be smtps://[user:password@]host[:port] or smtp://... (with STARTTLS)")]
    Form,
    /// TLS is off, and the server is elsewhere.
    #[error("tls=off is for a mail server on this machine (localhost, 127.0.0.1, [::1]) only")]
    NotPrivate,
}

impl SmtpUrl {
    /// Reads an address. User and password are percent-encoded.
    pub fn parse(text: &str) -> Result<Self, InvalidUrl> {
        let (scheme, rest) = text.trim().split_once("://").ok_or(InvalidUrl::Form)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (tls, port) = match (scheme, query) {
            ("smtps", "") => (Tls::FromTheBeginning, 465),
            ("smtp", "") => (Tls::StartTls, 587),
            ("smtp", "tls=off") => (Tls::Off, 25),
            _ => return Err(InvalidUrl::Form),
        };
        let (user, place) = match rest.rsplit_once('@') {
            None => (None, rest),
            Some((user, place)) => (Some(credentials(user)?), place),
        };
        let (host, port) = host_and_port(place, port)?;
        let here = host.eq_ignore_ascii_case("localhost")
            || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if tls == Tls::Off && !here {
            return Err(InvalidUrl::NotPrivate);
        }
        Ok(Self { host, port, tls, user })
    }
}

impl std::fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpUrl({self})")
    }
}

/// Writes host and port, without user and password.
impl std::fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} port {}", self.host, self.port)
    }
}

fn credentials(text: &str) -> Result<(String, Zeroizing<String>), InvalidUrl> {
    let (user, password) = text.split_once(':').ok_or(InvalidUrl::Form)?;
    let decode = |text| percent_decode_str(text).decode_utf8().map_err(|_| InvalidUrl::Form);
    Ok((decode(user)?.into_owned(), Zeroizing::new(decode(password)?.into_owned())))
}

fn host_and_port(place: &str, usual: u16) -> Result<(String, u16), InvalidUrl> {
    let (host, port) = if let Some(rest) = place.strip_prefix('[') {
        let (host, after) = rest.split_once(']').ok_or(InvalidUrl::Form)?;
        host.parse::<std::net::Ipv6Addr>().map_err(|_| InvalidUrl::Form)?;
        (host, after.strip_prefix(':'))
    } else {
        match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        }
    };
    let sound = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    if host.is_empty() || !host.chars().all(sound) {
        return Err(InvalidUrl::Form);
    }
    let port = match port {
        None => usual,
        Some(port) => port.parse().map_err(|_| InvalidUrl::Form)?,
    };
    Ok((host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_how_the_connection_becomes_private() {
        let url = SmtpUrl::parse("smtps://anna:p%40ss%3Aword@mail.example.com").unwrap();
        assert_eq!(
            (url.host.as_str(), url.port, url.tls),
            ("mail.example.com", 465, Tls::FromTheBeginning)
        );
        let (user, password) = url.user.unwrap();
        assert_eq!((user.as_str(), password.as_str()), ("anna", "p@ss:word"));
        let url = SmtpUrl::parse("smtp://mail.example.com:2525/").unwrap();
        assert_eq!((url.port, url.tls, url.user.is_none()), (2525, Tls::StartTls, true));
        let url = SmtpUrl::parse("smtp://[::1]:25?tls=off").unwrap();
        assert_eq!((url.host.as_str(), url.tls), ("::1", Tls::Off));
    }

    #[test]
    fn a_password_is_not_printed() {
        let url = SmtpUrl::parse("smtps://anna:secret@mail.example.com").unwrap();
        assert_eq!(format!("{url:?}"), "SmtpUrl(mail.example.com port 465)");
    }

    #[test]
    fn nothing_goes_over_the_network_in_clear() {
        let refused = SmtpUrl::parse("smtp://mail.example.com?tls=off").unwrap_err();
        assert_eq!(refused, InvalidUrl::NotPrivate);
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in [
            "",
            "mail.example.com",
            "http://mail.example.com",
            "smtps://",
            "smtps://anna@mail.example.com",
            "smtps://mail.example.com:x",
            "smtps://mail.example.com:99999",
            "smtps://mail.example.com/path",
            "smtp://mail.example.com?tls=maybe",
            "smtps://mail.example.com?tls=off",
            "smtp://[::1",
            "smtp://ma il.example.com",
            "smtps://a:b%ff@mail.example.com",
        ] {
            assert_eq!(SmtpUrl::parse(bad).err(), Some(InvalidUrl::Form), "{bad}");
        }
    }
}
