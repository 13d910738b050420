//! Who sends a request, as far as the network and the browser tell.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use service::signin::Origin;
use service::{Bearer, LinkToken, Peer, Purpose};

use super::cookies::Cookie;
use super::refusal::Refusal;
use super::state::Console;

/// Is the mark of a browser in which nobody is signed in yet: forms are bound to
/// it. Given by [`super::gate::mark_visit`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit(pub(crate) [u8; 16]);

/// Is the sender of a request.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
    console: ConsoleRef,
}

/// A console without its debugging output.
#[derive(Clone)]
struct ConsoleRef(Console);

impl std::fmt::Debug for ConsoleRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Console")
    }
}

impl Visitor {
    /// Returns where the request comes from.
    pub(crate) fn peer(&self) -> Peer {
        self.peer
    }

    /// Returns what a sign-in notes of its origin.
    pub(crate) fn origin(&self) -> Origin {
        let agent = self.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        Origin {
            peer: self.peer,
            agent: agent.unwrap_or_default().to_owned(),
            browser: self.cookie(Cookie::Browser).map(str::to_owned),
        }
    }

    /// Returns the bearer of a session or a pending sign-in.
    pub(crate) fn bearer(&self, cookie: Cookie) -> Option<Bearer> {
        Bearer::parse(self.cookie(cookie)?)
    }

    /// Returns the set-up link that this browser has opened.
    pub(crate) fn set_up(&self) -> Option<LinkToken> {
        LinkToken::parse(self.cookie(Cookie::SetUp)?)
    }

    /// Returns the link for a forgotten password that this browser has opened.
    pub(crate) fn forgotten(&self) -> Option<LinkToken> {
        LinkToken::parse(self.cookie(Cookie::Forgotten)?)
    }

    /// Returns the token for a form shown to somebody who is not signed in.
    pub(crate) fn form_token(&self) -> String {
        form_token(&self.console.0, &self.visit.0)
    }

    fn cookie(&self, cookie: Cookie) -> Option<&str> {
        cookie.read(&self.headers, self.console.0.public_url())
    }
}

/// Computes the token that a form must bring back: it fits only the browser, or
/// the session, that the form was shown to.
pub(crate) fn form_token(console: &Console, binding: &[u8]) -> String {
    let mac = console.service().mac(Purpose::Form, &[binding]);
    data_encoding::BASE64URL_NOPAD.encode(&mac)
}

impl FromRequestParts<Console> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Console,
    ) -> Result<Self, Self::Rejection> {
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = connected.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
        let visit = parts.extensions.get::<Visit>().copied();
        Ok(Self {
            peer: Peer::new(forwarded_for(|hop| console.trusts(hop), address, &parts.headers)),
            headers: parts.headers.clone(),
            visit: visit.unwrap_or(Visit([0; 16])),
            console: ConsoleRef(console.clone()),
        })
    }
}

/// Follows `X-Forwarded-For` from its end for as long as trusted proxies speak.
pub(super) fn forwarded_for(
    trusts: impl Fn(IpAddr) -> bool,
    mut address: IpAddr,
    headers: &HeaderMap,
) -> IpAddr {
    const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");
    let hops: Vec<&str> = headers
        .get_all(FORWARDED)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(','))
        .collect();
    for hop in hops.iter().rev() {
        if !trusts(address) {
            break;
        }
        match hop.trim().parse() {
            Ok(next) => address = next,
            Err(_) => break,
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed_about_where_a_request_comes_from() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let seen = |from: &str, hops: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for hop in hops {
                headers.append("x-forwarded-for", HeaderValue::from_static(hop));
            }
            let trusted = [address("10.0.0.1"), address("10.0.0.2")];
            forwarded_for(|hop| trusted.contains(&hop), address(from), &headers).to_string()
        };
        // Who is no proxy is what the connection says, whatever else is claimed.
        assert_eq!(seen("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        // A client in front of a proxy can only add in front of the truth.
        assert_eq!(seen("10.0.0.1", &["192.0.2.7, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["192.0.2.7", "198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["192.0.2.7, not an address"]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
    }
}
