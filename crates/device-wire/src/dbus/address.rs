//! Addresses of buses: which socket a bus listens at.

use percent_encoding::percent_decode_str;

/// Is where a bus listens: a Unix socket.
#[derive(Debug, PartialEq, Eq)]
pub enum Address {
    /// A socket with a place in the file system.
    Path(String),
    /// A socket of Linux's abstract names.
    Abstract(String),
}

impl Address {
    /// Reads a list of addresses, as the variables `DBUS_..._BUS_ADDRESS` hold it,
    /// and returns those that are Unix sockets, in order.
    pub fn parse(list: &str) -> Vec<Self> {
        list.split(';').filter_map(Self::one).collect()
    }

    fn one(text: &str) -> Option<Self> {
        let (transport, pairs) = text.trim().split_once(':')?;
        if transport != "unix" {
            return None;
        }
        pairs.split(',').filter_map(|pair| pair.split_once('=')).find_map(|(name, value)| {
            let value = percent_decode_str(value).decode_utf8().ok()?.into_owned();
            match name {
                "path" if value.starts_with('/') => Some(Self::Path(value)),
                "abstract" => Some(Self::Abstract(value)),
                _ => None,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unix_sockets_are_found_among_addresses() {
        let path = |path: &str| Address::Path(path.to_owned());
        for (list, wanted) in [
            ("unix:path=/run/user/1000/bus", vec![path("/run/user/1000/bus")]),
            ("unix:path=/tmp/a%20b,guid=00ff", vec![path("/tmp/a b")]),
            ("unix:guid=1,abstract=/tmp/x", vec![Address::Abstract("/tmp/x".to_owned())]),
            ("tcp:host=localhost,port=1;unix:path=/b", vec![path("/b")]),
            ("unix:path=relative", vec![]),
            ("autolaunch:;unixexec:path=/bin/sh", vec![]),
            ("", vec![]),
            ("unix:path=%ff", vec![]),
        ] {
            assert_eq!(Address::parse(list), wanted, "{list}");
        }
    }
}
