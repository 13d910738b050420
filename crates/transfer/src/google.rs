//! Google Authenticator's transfer codes: `otpauth-migration` links around a
//! protobuf message, in several parts where there are many entries.
//!
//! The message has neither periods nor codes of seven digits nor Steam's; what
//! cannot be said in it is named when writing, and never changed to fit.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD};
use otp::{Algorithm, Digits, Kind, Otpauth, Period};
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::entry::{Draft, Secret};
use crate::formats::Entries;
use crate::{Entry, Format, Refusal, Skipped};

const FORMAT: Format = Format::GoogleMigration;
const PREFIX: &str = "otpauth-migration://offline?data=";

/// The newest version that is known; applications of 2023 and later write it.
const VERSION: u64 = 2;

/// The most parts of one transfer; applications show ten entries each.
const MOST_PARTS: u64 = 10_000;

/// Tells whether a text is a part of a transfer.
pub(crate) fn is_part(text: &str) -> bool {
    let scheme = "otpauth-migration:";
    text.trim_start().get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
}

/// Is one part: what one QR code holds.
#[derive(Default)]
struct Part {
    entries: Entries,
    size: u64,
    index: u64,
    batch: u64,
}

/// Reads the parts of one transfer, in any order and each any number of times.
/// Parts that are missing are named among what was left out.
pub(crate) fn read(links: &[&str]) -> Result<Entries, Refusal> {
    let mut parts: Vec<Part> = Vec::new();
    for link in links {
        let part = part(link)?;
        if parts.first().is_some_and(|first| (first.batch, first.size) != (part.batch, part.size)) {
            return Err(Refusal::Mixed);
        }
        if !parts.iter().any(|other| other.index == part.index) {
            parts.push(part);
        }
    }
    let size = parts.first().map_or(0, |part| part.size);
    let missing: Vec<u64> =
        (0..size).filter(|index| !parts.iter().any(|part| part.index == *index)).collect();
    parts.sort_by_key(|part| part.index);
    let mut entries: Entries = parts.into_iter().flat_map(|part| part.entries).collect();
    entries.extend(missing.into_iter().map(|index| {
        let reason = "its QR code is not among those given".to_owned();
        Err(Skipped { name: format!("part {} of {size}", index + 1), reason })
    }));
    Ok(entries)
}

fn part(link: &str) -> Result<Part, Refusal> {
    let damaged = |what: &str| Refusal::damaged(FORMAT, what);
    let query = link.trim().split_once('?').map_or("", |(_, query)| query);
    let data = query.split('&').find_map(|pair| pair.strip_prefix("data="));
    let message = decode(data.ok_or_else(|| damaged("the link has no data"))?)
        .ok_or_else(|| damaged("its data is not base64"))?;
    let mut part = Part::default();
    let mut fields = Fields(&message);
    while let Some((number, value)) = fields.next().map_err(damaged)? {
        match (number, value) {
            (1, Value::Bytes(entry)) => part.entries.push(parameters(entry).map_err(damaged)?),
            (2, Value::Number(version)) if version > VERSION => {
                let found = i64::try_from(version).unwrap_or(i64::MAX);
                let known = i64::try_from(VERSION).unwrap_or_default();
                return Err(Refusal::Future { format: FORMAT, found, known });
            }
            (3, Value::Number(size)) => part.size = size,
            (4, Value::Number(index)) => part.index = index,
            (5, Value::Number(batch)) => part.batch = batch,
            _ => {}
        }
    }
    if part.size > MOST_PARTS || (part.size > 0 && part.index >= part.size) {
        return Err(damaged("its numbers of parts make no sense"));
    }
    Ok(part)
}

/// Decodes the data, mending what happens to it on the way: escapes once or
/// twice, a plus sign that became a blank, padding that was dropped.
fn decode(data: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(data.to_owned());
    for _ in 0..2 {
        text = Zeroizing::new(percent_decode_str(&text).decode_utf8().ok()?.into_owned());
    }
    let text = Zeroizing::new(text.trim().replace(' ', "+"));
    let text = text.trim_end_matches('=').as_bytes();
    let bytes = BASE64_NOPAD.decode(text).or_else(|_| BASE64URL_NOPAD.decode(text)).ok()?;
    Some(Zeroizing::new(bytes))
}

/// Reads one `OtpParameters`.
fn parameters(message: &[u8]) -> Result<Result<Entry, Skipped>, &'static str> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (mut secret, mut name, mut issuer) = (Zeroizing::default(), String::new(), String::new());
    let (mut algorithm, mut digits, mut kind, mut counter) = (0, 0, 0, None);
    let mut fields = Fields(message);
    while let Some((number, value)) = fields.next()? {
        match (number, value) {
            (1, Value::Bytes(bytes)) => secret = Zeroizing::new(bytes.to_vec()),
            (2, Value::Bytes(bytes)) => name = text(bytes),
            (3, Value::Bytes(bytes)) => issuer = text(bytes),
            (4, Value::Number(number)) => algorithm = number,
            (5, Value::Number(number)) => digits = number,
            (6, Value::Number(number)) => kind = number,
            (7, Value::Number(number)) => counter = Some(number),
            _ => {}
        }
    }
    // The name often repeats the issuer, which may itself hold a colon.
    let repeated = || name.strip_prefix(issuer.as_str())?.strip_prefix(':');
    let (issuer, account) = match (issuer.trim().is_empty(), name.split_once(':')) {
        (true, Some((prefix, rest))) => (prefix.to_owned(), rest),
        (true, None) => (String::new(), name.as_str()),
        (false, _) => (issuer.clone(), repeated().unwrap_or(&name)),
    };
    let draft = Draft {
        issuer: &issuer,
        account,
        secret: Secret::Bytes(secret),
        kind: match kind {
            0 | 2 => "totp",
            1 => "hotp",
            _ => "with an unknown number",
        },
        algorithm: Some(match algorithm {
            0 | 1 => "SHA1",
            2 => "SHA256",
            3 => "SHA512",
            4 => "MD5",
            _ => "with an unknown number",
        }),
        digits: Some(match digits {
            0 | 1 => 6,
            2 => 8,
            _ => 0,
        }),
        // Zero is what protobuf leaves out.
        counter: Some(counter.map_or(0, |counter| i64::try_from(counter).unwrap_or(-1))),
        ..Draft::default()
    };
    Ok(draft.finish())
}

enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Other,
}

/// Walks over the fields of a protobuf message.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn next(&mut self) -> Result<Option<(u64, Value<'a>)>, &'static str> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let key = self.number()?;
        let value = match key & 7 {
            0 => Value::Number(self.number()?),
            1 => self.take(8).map(|_| Value::Other)?,
            2 => {
                let length = usize::try_from(self.number()?).map_err(|_| "a field is too long")?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Other)?,
            _ => return Err("its message has a field of an unknown kind"),
        };
        Ok(Some((key >> 3, value)))
    }

    fn number(&mut self) -> Result<u64, &'static str> {
        let mut number = 0_u64;
        for shift in (0..70).step_by(7) {
            let byte = *self.take(1)?.first().ok_or("its message is cut short")?;
            // The tenth byte has room for one bit.
            number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or_default();
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err("its message has an endless number")
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], &'static str> {
        let (head, rest) = self.0.split_at_checked(length).ok_or("its message is cut short")?;
        self.0 = rest;
        Ok(head)
    }
}

/// Says why an entry cannot be written in this format; `None` where it can.
pub(crate) fn cannot_hold(otpauth: &Otpauth) -> Option<&'static str> {
    match otpauth.kind {
        _ if otpauth.digits.is_steam() => Some("transfer codes know no Steam entries"),
        _ if ![Digits::SIX, Digits::EIGHT].contains(&otpauth.digits) => {
            Some("transfer codes know 6 and 8 digits only")
        }
        Kind::Totp(period) if period != Period::THIRTY => {
            Some("transfer codes know no period but 30 seconds")
        }
        Kind::Hotp(counter) if i64::try_from(counter).is_err() => Some("its counter is too large"),
        _ => None,
    }
}

/// Writes the links of a transfer: `each` entries a part. What cannot be held
/// must have been left out. `batch` tells transfers apart.
pub(crate) fn links(entries: &[&Otpauth], each: usize, batch: i32) -> Vec<Zeroizing<String>> {
    let parts: Vec<_> = entries.chunks(each.max(1)).collect();
    let size = parts.len();
    (0_u64..)
        .zip(parts)
        .map(|(index, part)| {
            let mut message = Zeroizing::new(Vec::with_capacity(part.len() * 256 + 64));
            for entry in part {
                bytes_field(&mut message, 1, &written(entry));
            }
            number_field(&mut message, 2, 1);
            number_field(&mut message, 3, u64::try_from(size).unwrap_or(u64::MAX));
            number_field(&mut message, 4, index);
            number_field(&mut message, 5, u64::from(batch.unsigned_abs()));
            let data = Zeroizing::new(BASE64.encode(&message));
            let mut link = Zeroizing::new(String::with_capacity(PREFIX.len() + data.len() * 3));
            link.push_str(PREFIX);
            for c in data.chars() {
                match c {
                    '+' => link.push_str("%2B"),
                    '/' => link.push_str("%2F"),
                    '=' => link.push_str("%3D"),
                    c => link.push(c),
                }
            }
            link
        })
        .collect()
}

fn written(entry: &Otpauth) -> Zeroizing<Vec<u8>> {
    let mut message = Zeroizing::new(Vec::with_capacity(512));
    let issuer = entry.issuer.as_deref().unwrap_or_default();
    bytes_field(&mut message, 1, entry.seed.expose());
    let name = if issuer.is_empty() {
        entry.account.clone()
    } else {
        format!("{issuer}:{}", entry.account)
    };
    bytes_field(&mut message, 2, name.as_bytes());
    bytes_field(&mut message, 3, issuer.as_bytes());
    let algorithm = match entry.algorithm {
        Algorithm::Sha1 => 1,
        Algorithm::Sha256 => 2,
        Algorithm::Sha512 => 3,
    };
    number_field(&mut message, 4, algorithm);
    number_field(&mut message, 5, if entry.digits == Digits::EIGHT { 2 } else { 1 });
    match entry.kind {
        Kind::Totp(_) => number_field(&mut message, 6, 2),
        Kind::Hotp(counter) => {
            number_field(&mut message, 6, 1);
            number_field(&mut message, 7, counter);
        }
    }
    message
}

fn bytes_field(message: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    push_number(message, number << 3 | 2);
    push_number(message, u64::try_from(bytes.len()).unwrap_or_default());
    message.extend_from_slice(bytes);
}

fn number_field(message: &mut Vec<u8>, number: u64, value: u64) {
    push_number(message, number << 3);
    push_number(message, value);
}

fn push_number(message: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        message.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    message.push(u8::try_from(number).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(account: &str) -> Otpauth {
        let uri = format!(
            "otpauth://totp/Amazon%20Web%20Services:{account}?secret={}&issuer=Amazon%20Web%20Services",
            "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRH"
        );
        Otpauth::parse(&uri).unwrap()
    }

    fn accounts(entries: Entries) -> Vec<String> {
        entries
            .into_iter()
            .map(|one| {
                one.map_or_else(|skipped| skipped.name, |entry| entry.otpauth().account.clone())
            })
            .collect()
    }

    #[test]
    fn parts_in_any_order_and_twice() {
        let all: Vec<Otpauth> = (0..25).map(|n| entry(&format!("u{n}@acme"))).collect();
        let links = links(&all.iter().collect::<Vec<_>>(), 10, 77);
        assert_eq!(links.len(), 3);
        let read_back = read(&[&links[2], &links[0], &links[2], &links[1]]).unwrap();
        assert_eq!(accounts(read_back), (0..25).map(|n| format!("u{n}@acme")).collect::<Vec<_>>());
        let partial = accounts(read(&[&links[0], &links[2]]).unwrap());
        assert_eq!(partial.last().unwrap(), "part 2 of 3");
        let other = super::links(&[&all[0]], 10, 78);
        assert_eq!(read(&[&links[0], &other[0]]).unwrap_err(), Refusal::Mixed);
    }

    #[test]
    fn mends_what_happens_to_links_on_the_way() {
        let link = links(&[&entry("me")], 10, 1).remove(0);
        let raw = link.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
        for broken in [
            raw.clone(),
            raw.replace('+', " "),
            raw.trim_end_matches('=').to_owned(),
            link.replace('%', "%25"),
            link.to_uppercase().replace(&link.to_uppercase(), &link),
        ] {
            assert_eq!(accounts(read(&[&broken]).unwrap()), ["me"], "{broken}");
        }
    }

    #[test]
    fn unknown_fields_are_passed_over_and_later_versions_refused() {
        let with = |extra: &[u8]| {
            let link = links(&[&entry("me")], 10, 1).remove(0);
            let mut message = decode(link.split_once('=').unwrap().1).unwrap().to_vec();
            message.extend_from_slice(extra);
            format!("{PREFIX}{}", BASE64.encode(&message))
        };
        // Field 20 of each kind, and a negative batch of ten bytes.
        let fields = [
            &[0xa0, 1, 7][..],
            &[0xa1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0xa2, 1, 1, 9],
            &[0xa5, 1, 0, 0, 0, 0],
        ];
        assert_eq!(accounts(read(&[&with(&fields.concat())]).unwrap()), ["me"]);
        let negative = [&[0x28][..], &[0xff; 9], &[1]].concat();
        assert_eq!(accounts(read(&[&with(&negative)]).unwrap()), ["me"]);
        assert!(matches!(read(&[&with(&[0x10, 3])]), Err(Refusal::Future { found: 3, .. })));
        assert!(read(&[&with(&[0x18, 0xff, 0xff, 0xff, 0x7f])]).is_err(), "millions of parts");
        assert!(read(&[&with(&[0x20, 9])]).is_err(), "part 10 of 1");
        assert!(read(&[&with(&[0xff; 12])]).is_err());
    }
}
