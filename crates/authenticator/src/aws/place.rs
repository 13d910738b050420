//! Addresses of services: what is not encrypted stays on this computer.

/// Where programs in a cloud are given credentials, without encryption and without
/// leaving the machine that they run on.
const METADATA: [&str; 5] =
    ["169.254.169.254", "169.254.170.2", "169.254.170.23", "[fd00:ec2::254]", "[fd00:ec2::23]"];

/// Refuses an address from which secrets would come back without encryption over a
/// network, and what is no address.
pub(super) fn check(url: &str) -> Result<(), String> {
    let shown = crate::look::clean(url);
    let bad = || format!("\"{shown}\" is not the address of a service (https://HOST)");
    let (scheme, rest) = url.split_once("://").ok_or_else(bad)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let fine = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    if host.is_empty() || !host.chars().all(fine) {
        return Err(bad());
    }
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(()),
        "http" if is_this_computer(name_of(host)) => Ok(()),
        "http" => Err(format!(
            "{shown} is not encrypted, and secrets come back from there: https is needed for another computer"
        )),
        _ => Err(bad()),
    }
}

/// Tells whether a text can be a region; it becomes part of a host's name.
pub(super) fn is_region(text: &str) -> bool {
    let letter = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(letter)
}

/// Returns a host without its port.
fn name_of(host: &str) -> &str {
    match host.find(']') {
        Some(end) if host.starts_with('[') => host.get(..=end).unwrap_or(host),
        _ => host.split(':').next().unwrap_or(host),
    }
}

fn is_this_computer(name: &str) -> bool {
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || METADATA.contains(&name)
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_is_refused() {
        for url in ["https://mfa.example", "HTTPS://Mfa.Example:443/door/", "https://a/?x=y"] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
        for url in [
            "",
            "mfa.example",
            "ftp://x",
            "https://",
            "https://a b",
            "https://a@b",
            "https://a\r\n",
        ] {
            assert!(check(url).unwrap_err().contains("not the address"), "{url}");
        }
        assert!(!check("https://\u{1b}[2J").unwrap_err().contains('\u{1b}'));
    }

    #[test]
    fn what_is_not_encrypted_stays_on_this_computer() {
        for url in [
            "http://localhost:1",
            "http://127.9.9.9",
            "http://[::1]:80/",
            "http://169.254.169.254/x",
        ] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
        for url in [
            "http://mfa.example",
            "http://10.0.0.1",
            "http://127.0.0.1.example",
            "http://[::2]",
            "http://169.254.169.2",
            "http://localhost.example/127.0.0.1",
        ] {
            assert!(check(url).unwrap_err().contains("not encrypted"), "{url}");
        }
    }

    #[test]
    fn a_region_is_part_of_a_name_and_no_more() {
        assert!(is_region("eu-central-1") && is_region("us-gov-west-1"));
        assert!(!is_region("evil.example/") && !is_region("") && !is_region("EU"));
    }
}
