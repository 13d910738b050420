//! Cookies: their names, how they are read and how they are set. None is
//! readable by script; all are bound to this host where there is TLS.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use super::origin::PublicUrl;

/// Is one of our cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The session of somebody who is signed in.
    Session,
    /// A sign-in between two pages.
    SignIn,
    /// A set-up link that was opened.
    SetUp,
    /// A link for a forgotten password that was opened.
    Forgotten,
    /// The browser, before anybody has signed in: forms are bound to it.
    Visit,
    /// What the browser remembers of earlier sign-ins.
    Browser,
}

/// A year, for what the browser is to remember.
const LONG: u32 = 365 * 24 * 3600;

impl Cookie {
    fn name(self, url: &PublicUrl) -> &'static str {
        match (self, url.is_secure()) {
            (Self::Session, true) => "__Host-sk-session",
            (Self::Session, false) => "sk-session",
            (Self::SignIn, true) => "__Host-sk-sign-in",
            (Self::SignIn, false) => "sk-sign-in",
            (Self::SetUp, true) => "__Host-sk-set-up",
            (Self::SetUp, false) => "sk-set-up",
            (Self::Forgotten, true) => "__Host-sk-forgotten",
            (Self::Forgotten, false) => "sk-forgotten",
            (Self::Visit, true) => "__Host-sk-visit",
            (Self::Visit, false) => "sk-visit",
            (Self::Browser, true) => "__Host-sk-browser",
            (Self::Browser, false) => "sk-browser",
        }
    }

    /// Reads the cookie. Sent twice, it is not believed: one of the two was
    /// planted.
    pub(crate) fn read<'h>(self, headers: &'h HeaderMap, url: &PublicUrl) -> Option<&'h str> {
        let name = self.name(url);
        let mut found = headers
            .get_all(COOKIE)
            .iter()
            // Pair by pair: what another application has set must not hide ours.
            .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| std::str::from_utf8(pair).ok()?.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value);
        let value = found.next()?;
        if found.next().is_some() { None } else { Some(value) }
    }

    /// Returns the header that sets the cookie.
    pub(crate) fn set(self, value: &str, url: &PublicUrl) -> Option<HeaderValue> {
        let lasting = match self {
            Self::Browser => Some(LONG),
            Self::Session | Self::SignIn | Self::SetUp | Self::Forgotten | Self::Visit => None,
        };
        self.header(value, lasting, url)
    }

    /// Returns the header that removes the cookie.
    pub(crate) fn clear(self, url: &PublicUrl) -> Option<HeaderValue> {
        self.header("", Some(0), url)
    }

    fn header(self, value: &str, max_age: Option<u32>, url: &PublicUrl) -> Option<HeaderValue> {
        // Lax, not Strict: a link in a mail must open the page that was asked for.
        let mut text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", self.name(url));
        if url.is_secure() {
            text.push_str("; Secure");
        }
        if let Some(seconds) = max_age {
            text.push_str(&format!("; Max-Age={seconds}"));
        }
        let mut header = HeaderValue::try_from(text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(text: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(text))])
    }

    #[test]
    fn bound_to_the_host_where_there_is_tls() {
        let url = PublicUrl::parse("https://id.example.com").unwrap();
        let header = Cookie::Session.set("x", &url).unwrap();
        assert_eq!(
            header.to_str().unwrap(),
            "__Host-sk-session=x; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(header.is_sensitive());
    }

    #[test]
    fn a_cookie_sent_twice_is_not_believed() {
        let url = PublicUrl::parse("http://localhost:1").unwrap();
        let one = headers("a=b; sk-session=one");
        assert_eq!(Cookie::Session.read(&one, &url), Some("one"));
        let two = headers("sk-session=one; sk-session=two");
        assert_eq!(Cookie::Session.read(&two, &url), None);
    }
}
