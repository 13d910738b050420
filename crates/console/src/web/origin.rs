//! Where the service is reached from outside. Links, cookies and the check of
//! `Origin` and `Host` all follow from this one address, never from a request.

use std::fmt;

/// Is the address under which people reach the console: scheme, host, port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    secure: bool,
    authority: String,
}

/// Says what is wrong with a public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidPublicUrl {
    /// Not `http://host[:port]` or `https://host[:port]`.
    Form,
    /// Plain HTTP to another machine, where anybody on the way could read the
    /// passwords.
    PlainHttp,
}

impl fmt::Display for InvalidPublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => {
                "the public URL must be https://host[:port], without a path (http:// only for localhost)"
            }
            Self::PlainHttp => {
                "plain http:// is accepted for localhost only: put a proxy with TLS before the service and give its https:// address"
            }
        })
    }
}

impl std::error::Error for InvalidPublicUrl {}

impl PublicUrl {
    /// Reads `https://host[:port]`, or `http://` for this machine.
    pub fn parse(text: &str) -> Result<Self, InvalidPublicUrl> {
        let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let (scheme, authority) = text.split_once("://").ok_or(InvalidPublicUrl::Form)?;
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(InvalidPublicUrl::Form),
        };
        let sound = !authority.is_empty()
            && authority.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
        let default_port = if secure { ":443" } else { ":80" };
        let authority = authority.strip_suffix(default_port).unwrap_or(authority).to_owned();
        match () {
            () if !sound => Err(InvalidPublicUrl::Form),
            () if !secure && !is_this_machine(&authority) => Err(InvalidPublicUrl::PlainHttp),
            () => Ok(Self { secure, authority }),
        }
    }

    /// Says whether people come over TLS.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Says whether a `Host` header names this service. On this machine every
    /// name of it will do, as long as the port is right.
    pub(crate) fn is_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let default_port = if self.secure { ":443" } else { ":80" };
        let host = host.strip_suffix(default_port).unwrap_or(&host);
        host == self.authority
            || (is_this_machine(&self.authority)
                && is_this_machine(host)
                && port_of(host) == port_of(&self.authority))
    }

    /// Says whether an `Origin` header is this service's own.
    pub(crate) fn is_origin(&self, origin: &str) -> bool {
        let scheme = if self.secure { "https://" } else { "http://" };
        origin.strip_prefix(scheme).is_some_and(|host| self.is_host(host))
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http{}://{}", if self.secure { "s" } else { "" }, self.authority)
    }
}

fn port_of(authority: &str) -> Option<&str> {
    let after_address = authority.rsplit(']').next().unwrap_or(authority);
    after_address.rsplit_once(':').map(|(_, port)| port)
}

fn is_this_machine(authority: &str) -> bool {
    let host = match port_of(authority) {
        Some(port) => authority.strip_suffix(port).unwrap_or(authority).trim_end_matches(':'),
        None => authority,
    };
    host == "localhost"
        || host.ends_with(".localhost")
        || host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_for_everybody_but_this_machine() {
        assert_eq!(
            PublicUrl::parse("https://Id.Example.com/").unwrap().to_string(),
            "https://id.example.com"
        );
        assert!(PublicUrl::parse("http://127.0.0.1:8080").is_ok());
        assert!(PublicUrl::parse("http://[::1]:8080").is_ok());
        assert_eq!(PublicUrl::parse("http://id.example.com"), Err(InvalidPublicUrl::PlainHttp));
        for bad in [
            "",
            "id.example.com",
            "ftp://x",
            "https://",
            "https://a/b",
            "https://a b",
            "https://u@h",
        ] {
            assert_eq!(PublicUrl::parse(bad), Err(InvalidPublicUrl::Form), "{bad}");
        }
    }

    #[test]
    fn hosts_and_origins() {
        let url = PublicUrl::parse("https://id.example.com").unwrap();
        assert!(url.is_host("ID.example.com") && url.is_host("id.example.com:443"));
        assert!(!url.is_host("id.example.com:8443") && !url.is_host("evil.example"));
        assert!(url.is_origin("https://id.example.com"));
        assert!(!url.is_origin("http://id.example.com") && !url.is_origin("null"));

        let local = PublicUrl::parse("http://127.0.0.1:8080").unwrap();
        assert!(local.is_host("localhost:8080") && local.is_host("[::1]:8080"));
        assert!(!local.is_host("localhost:9090") && !local.is_host("rebound.example:8080"));
    }
}
