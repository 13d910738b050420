//! Where a service is: the parts of its address that a signature covers, and the
//! addresses of AWS itself.

use aws_wire::xml::Namespace;

/// Is an address, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// The whole address.
    pub(crate) url: String,
    /// What the `Host` header says.
    pub(crate) host: String,
    /// The path.
    pub(crate) path: String,
}

impl Endpoint {
    /// Takes an address apart. Secrets come back from there: without encryption
    /// only this computer itself is asked.
    pub(crate) fn new(url: &str) -> Result<Self, String> {
        let bad = || format!("\"{url}\" is not the address of a service (https://HOST)");
        let (scheme, rest) = url.trim().split_once("://").ok_or_else(bad)?;
        let scheme = scheme.to_ascii_lowercase();
        let (host, path) = match rest.split_once('/') {
            Some((host, path)) => (host, format!("/{}", path.trim_end_matches('/'))),
            None => (rest, "/".to_owned()),
        };
        let fine = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
        if host.is_empty() || !host.chars().all(fine) || !path.chars().all(plain) {
            return Err(bad());
        }
        let host = match scheme.as_str() {
            "https" => host.strip_suffix(":443").unwrap_or(host),
            "http" if is_this_computer(host) => host.strip_suffix(":80").unwrap_or(host),
            "http" => {
                return Err(format!(
                    "{url} is not encrypted, and secrets come back from there: https is needed for another computer"
                ));
            }
            _ => return Err(bad()),
        };
        let host = host.to_ascii_lowercase();
        Ok(Self { url: format!("{scheme}://{host}{path}"), host, path })
    }

    /// Returns where AWS has a service, for a region.
    pub(crate) fn of_aws(service: Namespace, region: &str) -> Result<Self, String> {
        let china = if region.starts_with("cn-") { ".cn" } else { "" };
        let host = match service {
            Namespace::Sts => format!("sts.{region}.amazonaws.com{china}"),
            Namespace::Iam if region.starts_with("cn-") => {
                "iam.cn-north-1.amazonaws.com.cn".to_owned()
            }
            Namespace::Iam if region.starts_with("us-gov-") => {
                "iam.us-gov.amazonaws.com".to_owned()
            }
            Namespace::Iam => "iam.amazonaws.com".to_owned(),
        };
        Self::new(&format!("https://{host}"))
    }
}

/// Returns the region that requests to a service are signed for: IAM has one in
/// each partition.
pub(crate) fn signing_region(service: Namespace, region: &str) -> &str {
    match service {
        Namespace::Sts => region,
        Namespace::Iam if region.starts_with("cn-") => "cn-north-1",
        Namespace::Iam if region.starts_with("us-gov-") => "us-gov-west-1",
        Namespace::Iam => "us-east-1",
    }
}

/// Tells whether a text can be a region; it becomes part of a host's name.
pub(crate) fn is_region(text: &str) -> bool {
    let letter = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(letter)
}

fn is_this_computer(host: &str) -> bool {
    let name = if host.starts_with('[') {
        host.split(']').next().unwrap_or_default().trim_start_matches('[')
    } else {
        host.split(':').next().unwrap_or_default()
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let endpoint = Endpoint::new("http://127.0.0.1:8080").unwrap();
        assert_eq!((endpoint.host.as_str(), endpoint.path.as_str()), ("127.0.0.1:8080", "/"));
        let endpoint = Endpoint::new("HTTPS://Mfa.Example:443/door/").unwrap();
        assert_eq!(endpoint.url, "https://mfa.example/door");
        for url in [
            "",
            "mfa.example",
            "ftp://x",
            "https://",
            "https://a b",
            "https://a@b",
            "https://a/?x",
            "https://a/\r\nx: y",
        ] {
            assert!(Endpoint::new(url).is_err(), "{url}");
        }
    }

    #[test]
    fn what_is_not_encrypted_stays_on_this_computer() {
        for url in ["http://localhost:1", "http://127.9.9.9", "http://[::1]:80/"] {
            assert!(Endpoint::new(url).is_ok(), "{url}");
        }
        for url in
            ["http://mfa.example", "http://10.0.0.1", "http://127.0.0.1.example", "http://[::2]"]
        {
            assert!(Endpoint::new(url).unwrap_err().contains("not encrypted"), "{url}");
        }
    }

    #[test]
    fn each_partition_has_its_own_places() {
        let host = |service, region| Endpoint::of_aws(service, region).unwrap().host;
        assert_eq!(host(Namespace::Iam, "eu-west-1"), "iam.amazonaws.com");
        assert_eq!(host(Namespace::Sts, "eu-west-1"), "sts.eu-west-1.amazonaws.com");
        assert_eq!(host(Namespace::Sts, "cn-north-1"), "sts.cn-north-1.amazonaws.com.cn");
        assert_eq!(signing_region(Namespace::Iam, "us-gov-east-1"), "us-gov-west-1");
        assert!(is_region("eu-central-1") && !is_region("evil.example/") && !is_region(""));
    }
}
