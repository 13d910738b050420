//! One entry on its way: what any application may say about it, made into an
//! `otpauth` entry or a reason why not.

use otp::{Algorithm, Digits, Kind, Otpauth, Period, Seed};
use zeroize::Zeroizing;

/// Is an entry as it was read. Its `Debug` form shows no secret.
#[derive(Clone)]
pub struct Entry {
    otpauth: Otpauth,
    uri: Option<Zeroizing<String>>,
    note: Option<Zeroizing<String>>,
    groups: Vec<String>,
}

/// Is an entry that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// What the entry is called.
    pub name: String,
    /// Why it was left out, without its secret.
    pub reason: String,
}

impl Entry {
    /// Takes an entry as it is; its URI is made from it.
    pub fn new(otpauth: Otpauth) -> Self {
        Self { otpauth, uri: None, note: None, groups: Vec::new() }
    }

    /// Gives the entry a note, such as recovery codes.
    #[must_use]
    pub fn noted(self, note: &str) -> Self {
        let note = Some(note.trim()).filter(|note| !note.is_empty());
        Self { note: note.map(|note| Zeroizing::new(note.to_owned())), ..self }
    }

    /// Puts the entry into groups.
    #[must_use]
    pub fn grouped(self, groups: Vec<String>) -> Self {
        Self { groups, ..self }
    }

    /// Returns what the entry is.
    pub fn otpauth(&self) -> &Otpauth {
        &self.otpauth
    }

    /// Returns the URI: the one that was read where there was one, so that
    /// fields unknown here are given back. It holds the secret.
    pub fn expose_uri(&self) -> Zeroizing<String> {
        self.uri.clone().unwrap_or_else(|| self.otpauth.to_uri())
    }

    /// Returns the note, which may hold secrets.
    pub fn expose_note(&self) -> Option<&str> {
        self.note.as_ref().map(|note| note.as_str())
    }

    /// Returns the groups that the other application had it in.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// Names the entry for people: `issuer:account`, or the half that exists.
    pub fn title(&self) -> String {
        title(self.otpauth.issuer.as_deref().unwrap_or_default(), &self.otpauth.account)
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("title", &self.title()).finish_non_exhaustive()
    }
}

fn title(issuer: &str, account: &str) -> String {
    match (issuer.trim(), account.trim()) {
        ("", "") => "an entry without a label".to_owned(),
        ("", one) | (one, "") => one.to_owned(),
        (issuer, account) => format!("{issuer}:{account}"),
    }
}

/// Is what an application says about an entry, in its own words: absent fields
/// have the usual values, everything else is checked here and nowhere else.
#[derive(Default)]
pub(crate) struct Draft<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) account: &'a str,
    pub(crate) secret: Secret<'a>,
    /// `totp`, `hotp`, `steam` in any case; empty means totp.
    pub(crate) kind: &'a str,
    pub(crate) algorithm: Option<&'a str>,
    pub(crate) digits: Option<i64>,
    pub(crate) period: Option<i64>,
    pub(crate) counter: Option<i64>,
    pub(crate) note: &'a str,
    pub(crate) groups: Vec<String>,
}

/// Is a secret in one of the ways in which files hold it.
pub(crate) enum Secret<'a> {
    Base32(&'a str),
    Bytes(Zeroizing<Vec<u8>>),
}

impl Default for Secret<'_> {
    fn default() -> Self {
        Self::Base32("")
    }
}

impl Draft<'_> {
    pub(crate) fn finish(self) -> Result<Entry, Skipped> {
        let name = title(self.issuer, self.account);
        self.checked().map_err(|reason| Skipped { name, reason })
    }

    fn checked(self) -> Result<Entry, String> {
        let period = match self.period {
            None => Period::THIRTY,
            Some(seconds) => u32::try_from(seconds)
                .ok()
                .and_then(Period::new)
                .ok_or("its period is not between 1 and 86400 seconds")?,
        };
        let steam = self.kind.eq_ignore_ascii_case("steam");
        let kind = if self.kind.eq_ignore_ascii_case("hotp") {
            let counter = self.counter.ok_or("it counts its codes, but the counter is missing")?;
            Kind::Hotp(u64::try_from(counter).map_err(|_| "its counter is negative")?)
        } else if steam || self.kind.is_empty() || self.kind.eq_ignore_ascii_case("totp") {
            Kind::Totp(period)
        } else {
            return Err(format!("codes of the kind {} are not supported", short(self.kind)));
        };
        let seed = match &self.secret {
            Secret::Base32(text) => Seed::from_base32(text),
            Secret::Bytes(bytes) => Seed::from_bytes(bytes.to_vec()),
        };
        let seed = seed.map_err(|error| error.to_string())?;
        let digits = match self.digits {
            _ if steam => Some(Digits::STEAM),
            None => Some(Digits::SIX),
            Some(count) => u32::try_from(count).ok().and_then(Digits::new),
        };
        let digits = digits.ok_or("its codes have a length other than 6, 7 or 8 digits")?;
        let algorithm = match self.algorithm.map(str::trim) {
            None | Some("") => Algorithm::Sha1,
            Some(name) => Algorithm::parse(name)
                .map_err(|_| format!("the algorithm {} is not supported", short(name)))?,
        };
        let label = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let issuer = Some(label(self.issuer)).filter(|issuer| !issuer.is_empty());
        let account = label(self.account);
        let otpauth = Otpauth { kind, issuer, account, seed, algorithm, digits };
        if otpauth.to_uri().len() > Otpauth::MAX_LENGTH {
            return Err("its label is too long".to_owned());
        }
        Ok(Entry::new(otpauth).noted(self.note).grouped(self.groups))
    }
}

/// Shortens foreign words for messages.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(24).collect()
}

/// Makes an entry of an `otpauth` URI, which is kept as it was; of a `steam`
/// URI; or of a bare base32 secret. `issuer` and `account` fill in what the
/// URI does not say.
pub(crate) fn from_link(link: &str, issuer: &str, account: &str) -> Result<Entry, Skipped> {
    let link = link.trim();
    let scheme =
        |name: &str| link.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
    if scheme("otpauth://") {
        let mut otpauth = Otpauth::parse(link).map_err(|error| Skipped {
            name: link_name(link).unwrap_or_else(|| title(issuer, account)),
            reason: error.to_string(),
        })?;
        if otpauth.to_uri().len() > Otpauth::MAX_LENGTH {
            let name = title(otpauth.issuer.as_deref().unwrap_or_default(), &otpauth.account);
            return Err(Skipped { name, reason: "its label is too long".to_owned() });
        }
        if otpauth.issuer.is_some() || !otpauth.account.is_empty() {
            let uri = Some(Zeroizing::new(link.to_owned()));
            return Ok(Entry { otpauth, uri, note: None, groups: Vec::new() });
        }
        otpauth.issuer = Some(issuer.trim().to_owned()).filter(|issuer| !issuer.is_empty());
        account.trim().clone_into(&mut otpauth.account);
        return Ok(Entry::new(otpauth));
    }
    let (kind, secret) = match link.get("steam://".len()..) {
        Some(secret) if scheme("steam://") => ("steam", secret),
        _ if scheme("motp://") => ("mOTP", link),
        _ => ("totp", link),
    };
    Draft { issuer, account, secret: Secret::Base32(secret), kind, ..Draft::default() }.finish()
}

/// Returns the label of a URI that cannot be read as a whole.
fn link_name(link: &str) -> Option<String> {
    let path = link.split(['?', '#']).next()?;
    let label = path.splitn(4, '/').nth(3)?;
    let label = percent_encoding::percent_decode_str(label).decode_utf8_lossy();
    let label: String = label.chars().filter(|c| !c.is_control()).take(128).collect();
    (!label.trim().is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(draft: Draft<'_>) -> String {
        draft.finish().unwrap_err().reason
    }

    fn draft<'a>() -> Draft<'a> {
        Draft {
            issuer: "Bank",
            account: "me",
            secret: Secret::Base32("MZXW6YTB"),
            ..Draft::default()
        }
    }

    #[test]
    fn absent_fields_have_the_usual_values() {
        let entry = draft().finish().unwrap();
        assert_eq!(
            entry.expose_uri().as_str(),
            "otpauth://totp/Bank:me?secret=MZXW6YTB&issuer=Bank"
        );
    }

    #[test]
    fn what_is_absurd_is_left_out_with_a_reason() {
        assert!(reason(Draft { digits: Some(0), ..draft() }).contains("digits"));
        assert!(reason(Draft { digits: Some(i64::MIN), ..draft() }).contains("digits"));
        assert!(reason(Draft { period: Some(0), ..draft() }).contains("period"));
        assert!(reason(Draft { period: Some(i64::MAX), ..draft() }).contains("period"));
        assert!(reason(Draft { kind: "HOTP", ..draft() }).contains("counter"));
        assert!(reason(Draft { kind: "hotp", counter: Some(-1), ..draft() }).contains("negative"));
        assert!(reason(Draft { kind: "yandex", ..draft() }).contains("yandex"));
        assert!(reason(Draft { algorithm: Some("MD5"), ..draft() }).contains("MD5"));
        assert!(reason(Draft { secret: Secret::Base32(" "), ..draft() }).contains("empty"));
        let long = "x".repeat(9000);
        assert!(reason(Draft { account: &long, ..draft() }).contains("too long"));
    }

    #[test]
    fn links_in_three_forms() {
        let read = |link| from_link(link, "Bank", "me").unwrap();
        let kept = "otpauth://totp/B:a?secret=MZXW6YTB&image=x";
        assert_eq!(read(kept).expose_uri().as_str(), kept);
        assert_eq!(read("otpauth://totp/?secret=MZXW6YTB").title(), "Bank:me");
        assert!(read("steam://MZXW6YTB").otpauth().digits.is_steam());
        assert_eq!(read("mzxw 6ytb").title(), "Bank:me");
        let skipped = from_link("otpauth://totp/B%3Aa?secret=1", "", "").unwrap_err();
        assert_eq!(skipped.name, "B:a");
        assert!(from_link("motp://x:y?secret=00", "", "").unwrap_err().reason.contains("mOTP"));
    }
}
