//! Values of conditions that are more than text: numbers, dates, truth, bytes and
//! addresses.

use std::net::IpAddr;

use data_encoding::BASE64;

use crate::Timestamp;

/// Reads a decimal number, whole or not.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Reads a date: ISO 8601 in the forms of the W3C's note "Date and Time Formats",
/// or seconds since 1970. What leaves out the time means midnight in UTC.
pub(super) fn date(text: &str) -> Option<jiff::Timestamp> {
    if !text.bytes().all(|b| b.is_ascii_digit() || b"TZ:+-.".contains(&b)) {
        return None;
    }
    match text.len() {
        4 => format!("{text}-01-01T00:00:00Z").parse().ok(),
        7 if text.contains('-') => format!("{text}-01T00:00:00Z").parse().ok(),
        10 if text.contains('-') => format!("{text}T00:00:00Z").parse().ok(),
        _ => match text.parse() {
            Ok(seconds) => jiff::Timestamp::from_second(seconds).ok(),
            Err(_) => text.parse().ok(),
        },
    }
}

/// Writes a moment as AWS does: `2024-01-02T03:04:05Z`.
pub(super) fn date_text(moment: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(moment.as_micros())
        .map(|moment| moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}

/// Reads `true` or `false`, in any case.
pub(super) fn truth(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Reads bytes in base64.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.as_bytes()).ok()
}

/// Is a block of addresses: those that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    network: IpAddr,
    bits: u32,
}

impl Block {
    /// Reads an address or a block in CIDR form (RFC 4632, RFC 4291).
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let network: IpAddr = address.parse().ok()?;
        let most = if network.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => most,
            Some(bits) if bits.bytes().all(|b| b.is_ascii_digit()) => bits.parse().ok()?,
            Some(_) => return None,
        };
        (bits <= most).then_some(Self { network, bits })
    }

    /// Says whether an address lies in the block; one of the other family never does.
    pub(super) fn contains(self, address: IpAddr) -> bool {
        match (self.network, address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                let different = (ours.to_bits() ^ theirs.to_bits()).leading_zeros();
                different >= self.bits
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => {
                let different = (ours.to_bits() ^ theirs.to_bits()).leading_zeros();
                different >= self.bits
            }
            _ => false,
        }
    }
}
