//! For whom passkeys are made: a name in the DNS, and the one origin that pages
//! are served from. Both follow from the service's public address, never from a
//! request.

/// Is the relying party (WebAuthn Level 3, section 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    id: String,
    origin: String,
    name: String,
}

/// Says that passkeys cannot be had under an address: browsers make them for
/// names only, not for numbers such as `192.0.2.1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("passkeys need an address with a name in it, not a number")]
pub struct NoRelyingParty;

impl RelyingParty {
    /// Derives it from `https://host[:port]`, or `http://` for this machine; `name`
    /// is what authenticators show. On the numbers of this machine, such as
    /// `127.0.0.1`, the relying party is `localhost` at the same port.
    pub fn of(public_url: &str, name: &str) -> Result<Self, NoRelyingParty> {
        let url = public_url.trim_end_matches('/').to_ascii_lowercase();
        let (scheme, authority) = url.split_once("://").ok_or(NoRelyingParty)?;
        let (host, port) = split(authority);
        let id = match host.trim_matches(['[', ']']).parse::<std::net::IpAddr>() {
            Ok(address) if address.is_loopback() => "localhost",
            Ok(_) => return Err(NoRelyingParty),
            Err(_) => host,
        };
        let default = if scheme == "https" { ":443" } else { ":80" };
        let port = if port == default { "" } else { port };
        let sound = matches!(scheme, "https" | "http")
            && !id.is_empty()
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        if !sound {
            return Err(NoRelyingParty);
        }
        let origin = format!("{scheme}://{id}{port}");
        Ok(Self { id: id.to_owned(), origin, name: name.to_owned() })
    }

    /// Returns the id that authenticators know it by: the host's name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the one origin that answers must come from, as browsers write it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the name that authenticators show.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Splits an authority into host and `:port`.
fn split(authority: &str) -> (&str, &str) {
    let after_address = authority.rfind(']').map_or(0, |end| end + 1);
    match authority.get(after_address..).and_then(|rest| rest.rfind(':')) {
        Some(colon) => authority.split_at(after_address + colon),
        None => (authority, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_from_the_public_address() {
        for (url, id, origin) in [
            ("https://id.example.com", "id.example.com", "https://id.example.com"),
            ("https://Id.Example.com:443/", "id.example.com", "https://id.example.com"),
            ("https://id.example.com:8443", "id.example.com", "https://id.example.com:8443"),
            ("http://localhost:8080", "localhost", "http://localhost:8080"),
            ("http://127.0.0.1:8080", "localhost", "http://localhost:8080"),
            ("http://[::1]:8080", "localhost", "http://localhost:8080"),
            ("http://a.localhost", "a.localhost", "http://a.localhost"),
        ] {
            let party = RelyingParty::of(url, "Secondkey").unwrap();
            assert_eq!((party.id(), party.origin()), (id, origin), "{url}");
        }
    }

    #[test]
    fn numbers_have_no_passkeys() {
        for url in ["https://192.0.2.1", "https://[2001:db8::1]:8443", "https://", "x", "ftp://a"] {
            assert_eq!(RelyingParty::of(url, "Secondkey"), Err(NoRelyingParty), "{url}");
        }
    }
}
