//! The ways in which KeePass programs write one-time codes into an entry's
//! attributes: KeePassXC's `otp`, its older `TOTP Seed`, KeeOtp's list, and
//! KeePass's own `TimeOtp-` and `HmacOtp-`.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

use super::content::Fields;
use crate::entry::{Draft, Secret, from_link};
use crate::formats::Entries;
use crate::{Entry, Skipped};

/// Returns the codes of an entry: none at most entries, seldom two.
pub(super) fn codes(fields: &Fields) -> Entries {
    let issuer = fields.get("Title").unwrap_or_default().trim();
    let account = fields.get("UserName").unwrap_or_default().trim();
    let mut found = Entries::new();
    if let Some(otp) = fields.get("otp") {
        found.push(if otp.trim_start().starts_with("key=") {
            kee_otp(otp, issuer, account)
        } else {
            from_link(otp, issuer, account)
        });
    } else if let Some(seed) = fields.get("TOTP Seed") {
        let settings = fields.get("TOTP Settings").unwrap_or("30;6");
        found.push(seed_and_settings(seed, settings, issuer, account));
    } else if let Some(secret) = secret(fields, "TimeOtp-Secret") {
        found.push(secret.and_then(|secret| {
            let number = |name| fields.get(name).map(number);
            Draft {
                issuer,
                account,
                secret,
                algorithm: fields.get("TimeOtp-Algorithm"),
                digits: number("TimeOtp-Length"),
                period: number("TimeOtp-Period"),
                ..Draft::default()
            }
            .finish()
        }));
    }
    if let Some(secret) = secret(fields, "HmacOtp-Secret") {
        found.push(secret.and_then(|secret| {
            let counter = Some(fields.get("HmacOtp-Counter").map_or(0, number));
            Draft { issuer, account, secret, kind: "hotp", counter, ..Draft::default() }.finish()
        }));
    }
    let group = fields.groups.join("/");
    let groups = || Some(group.clone()).filter(|group| !group.is_empty()).into_iter().collect();
    found.into_iter().map(|entry| entry.map(|entry| entry.grouped(groups()))).collect()
}

/// Reads a number; nonsense becomes one that is refused with a reason later.
fn number(text: &str) -> i64 {
    text.trim().parse().unwrap_or(-1)
}

/// KeeOtp: `key=SECRET&size=6&step=30&otpHashMode=Sha256`.
fn kee_otp(text: &str, issuer: &str, account: &str) -> Result<Entry, Skipped> {
    let mut draft = Draft { issuer, account, ..Draft::default() };
    let decoded: Vec<(String, Zeroizing<String>)> = text
        .trim()
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| {
            let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
            (name.to_ascii_lowercase(), Zeroizing::new(value.into_owned()))
        })
        .collect();
    for (name, value) in &decoded {
        match name.as_str() {
            "key" => draft.secret = Secret::Base32(value),
            "size" => draft.digits = Some(number(value)),
            "step" => draft.period = Some(number(value)),
            "otphashmode" => draft.algorithm = Some(value),
            "counter" => draft.counter = Some(number(value)),
            "type" => draft.kind = value,
            _ => {}
        }
    }
    draft.finish()
}

/// KeePassXC before it wrote URIs: `30;6`, or `30;S` for Steam.
fn seed_and_settings(
    seed: &str,
    settings: &str,
    issuer: &str,
    account: &str,
) -> Result<Entry, Skipped> {
    let (period, length) = settings.split_once(';').unwrap_or((settings, "6"));
    let length = length.split(';').next().unwrap_or_default().trim();
    let steam = length.eq_ignore_ascii_case("S");
    Draft {
        issuer,
        account,
        secret: Secret::Base32(seed),
        kind: if steam { "steam" } else { "totp" },
        digits: (!steam).then(|| number(length)),
        period: Some(number(period)),
        ..Draft::default()
    }
    .finish()
}

/// KeePass's secrets: plain text, or one of three encodings by suffix.
fn secret<'a>(fields: &'a Fields, name: &str) -> Option<Result<Secret<'a>, Skipped>> {
    let with = |suffix: &str| fields.get(&format!("{name}{suffix}"));
    if let Some(text) = with("-Base32") {
        return Some(Ok(Secret::Base32(text)));
    }
    let decoded = if let Some(text) = with("-Hex") {
        HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).ok()
    } else if let Some(text) = with("-Base64") {
        BASE64.decode(text.trim().as_bytes()).ok()
    } else {
        Some(with("")?.as_bytes().to_vec())
    };
    Some(decoded.map(|bytes| Secret::Bytes(Zeroizing::new(bytes))).ok_or_else(|| Skipped {
        name: fields.get("Title").unwrap_or("an entry without a title").to_owned(),
        reason: "its secret is not in the encoding that its name says".to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(values: &[(&str, &str)]) -> Entries {
        let own =
            |(key, value): &(&str, &str)| ((*key).to_owned(), Zeroizing::new((*value).to_owned()));
        codes(&Fields { values: values.iter().map(own).collect(), groups: Vec::new() })
    }

    #[test]
    fn every_way_of_writing_a_code() {
        let title = ("Title", "Bank");
        for (values, want) in [
            (&[("otp", "otpauth://totp/B:a?secret=MZXW6YTB&period=60")][..], "B:a 6"),
            (&[("otp", "key=MZXW6YTB%3d&size=8&step=45&otpHashMode=Sha256")], "Bank 8"),
            (&[("TOTP Seed", "MZXW 6YTB"), ("TOTP Settings", "30;8")], "Bank 8"),
            (&[("TOTP Seed", "MZXW6YTB"), ("TOTP Settings", "30;S")], "Bank 5"),
            (&[("TimeOtp-Secret-Hex", "666f6f"), ("TimeOtp-Length", "7")], "Bank 7"),
            (&[("TimeOtp-Secret", "foo"), ("TimeOtp-Algorithm", "HMAC-SHA-512")], "Bank 6"),
            (&[("HmacOtp-Secret-Base64", "Zm9v"), ("HmacOtp-Counter", "3")], "Bank 6"),
        ] {
            let values = [&[title][..], values].concat();
            let read = entry(&values).remove(0).unwrap();
            assert_eq!(format!("{} {}", read.title(), read.otpauth().digits.count()), want);
        }
        assert!(entry(&[title, ("Password", "x")]).is_empty());
        assert!(entry(&[title, ("TimeOtp-Secret-Hex", "xyz")]).remove(0).is_err());
        assert!(
            entry(&[title, ("TOTP Seed", "MZXW6YTB"), ("TOTP Settings", "x;y")]).remove(0).is_err()
        );
    }
}
