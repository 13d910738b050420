//! One entry of the vault: a name over an otpauth URI. The URI is kept as the
//! service wrote it, so that fields unknown here are given back; codes are
//! computed by `otp`.

use otp::{Kind, Otpauth, UriError};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::{Name, names_root};

/// Is an entry. Its `Debug` form shows no secret.
#[derive(Clone)]
pub struct Entry {
    id: String,
    name: Name,
    marked_root: bool,
    added: u64,
    uri: Zeroizing<String>,
    otpauth: Otpauth,
    note: Option<Zeroizing<String>>,
    groups: Vec<String>,
    serial: Option<String>,
    /// Fields of the payload that this version does not know, given back.
    pub(crate) extra: Map<String, Value>,
}

impl Entry {
    /// The longest note, in bytes.
    pub const MAX_NOTE: usize = 16_384;

    /// Makes an entry. `id` never changes afterwards; `added` is in Unix
    /// seconds; characters that a URI cannot hold are percent-encoded.
    pub fn new(id: String, name: Name, uri: &str, added: u64) -> Result<Self, UriError> {
        let uri = plain_line(uri);
        let otpauth = Otpauth::parse(&uri)?;
        let (note, groups, serial) = (None, Vec::new(), None);
        Ok(Self {
            id,
            name,
            marked_root: false,
            added,
            uri,
            otpauth,
            note,
            groups,
            serial,
            extra: Map::new(),
        })
    }

    /// Marks the entry as a root user's, whatever its label says.
    #[must_use]
    pub fn marked_root(self, marked_root: bool) -> Self {
        Self { marked_root, ..self }
    }

    /// Gives the entry a note, such as recovery codes; it is as secret as the
    /// seed. Blank text is no note; what is longer than [`Self::MAX_NOTE`] is cut.
    #[must_use]
    pub fn noted(self, note: &str) -> Self {
        let mut note = note.trim();
        while note.len() > Self::MAX_NOTE {
            note = note.get(..note.floor_char_boundary(Self::MAX_NOTE)).unwrap_or_default();
        }
        let note = (!note.is_empty()).then(|| Zeroizing::new(note.to_owned()));
        Self { note, ..self }
    }

    /// Puts the entry into groups, named as a person or another program named
    /// them; blank and repeated names are dropped.
    #[must_use]
    pub fn grouped(self, groups: &[String]) -> Self {
        let mut kept: Vec<String> = Vec::new();
        for group in groups.iter().map(|group| group.trim()).filter(|group| !group.is_empty()) {
            if !kept.iter().any(|other| other == group) {
                kept.push(group.to_owned());
            }
        }
        Self { groups: kept, ..self }
    }

    /// Notes under which number the service knows this device; AWS calls it the
    /// serial number and means an ARN. Blank text is none.
    #[must_use]
    pub fn known_as(self, serial: &str) -> Self {
        let serial = Some(serial.trim().to_owned()).filter(|serial| !serial.is_empty());
        Self { serial, ..self }
    }

    /// Returns the number under which the service knows this device.
    pub fn serial(&self) -> Option<&str> {
        self.serial.as_deref()
    }

    /// Returns the identifier, unique in the vault.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the name, unique in the vault.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// Returns the time of adding in Unix seconds.
    pub fn added(&self) -> u64 {
        self.added
    }

    /// Returns the URI, which holds the secret.
    pub fn expose_uri(&self) -> &str {
        &self.uri
    }

    /// Returns the note, which may hold secrets such as recovery codes.
    pub fn expose_note(&self) -> Option<&str> {
        self.note.as_ref().map(|note| note.as_str())
    }

    /// Returns the groups that the entry is in.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// Returns the URI's content.
    pub fn otpauth(&self) -> &Otpauth {
        &self.otpauth
    }

    /// Tells whether this is a root user's entry: marked so, or labelled so.
    pub fn is_root(&self) -> bool {
        self.marked_root || names_root(&self.otpauth.account)
    }

    /// Describes the entry in one line without its secret: `name (issuer, account)`.
    pub fn describe(&self) -> String {
        let issuer = self.otpauth.issuer.as_deref().filter(|issuer| !issuer.is_empty());
        let account = Some(self.otpauth.account.as_str()).filter(|account| !account.is_empty());
        let details: Vec<&str> =
            [issuer, account, self.is_root().then_some("ROOT")].into_iter().flatten().collect();
        format!("{} ({})", self.name(), details.join(", "))
    }

    pub(crate) fn with_id(self, id: String) -> Self {
        Self { id, ..self }
    }

    pub(crate) fn named(&self) -> &Name {
        &self.name
    }

    pub(crate) fn rename(&mut self, name: Name) {
        self.name = name;
    }

    /// Moves a HOTP entry on by `steps` and returns the counter from before;
    /// `None` for TOTP and at the end of the counter.
    pub(crate) fn advance(&mut self, steps: u64) -> Option<u64> {
        let Kind::Hotp(counter) = self.otpauth.kind else { return None };
        let next = counter.checked_add(steps)?;
        self.otpauth.kind = Kind::Hotp(next);
        self.uri = with_counter(&self.uri, next);
        Some(counter)
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Percent-encodes what RFC 3986 allows in no URI (blanks, quotes, controls,
/// text that is not ASCII), so that the URI is one line that needs no escapes
/// in JSON. What is encoded already stays.
fn plain_line(uri: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(uri.len() * 3));
    for byte in uri.trim().bytes() {
        match byte {
            b'!' | b'#'..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'a'..=b'z' | b'~' => {
                plain.push(char::from(byte));
            }
            _ => plain.push_str(&format!("%{byte:02X}")),
        }
    }
    plain
}

/// Writes the URI with another `counter`, everything else untouched.
fn with_counter(uri: &str, counter: u64) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(uri.len() + 20));
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    out.push_str(path);
    for (index, pair) in query.split('&').enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        match pair.split_once('=') {
            Some((name, _)) if name.eq_ignore_ascii_case("counter") => {
                out.push_str(&format!("{name}={counter}"));
            }
            _ => out.push_str(pair),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(uri: &str) -> Entry {
        Entry::new("1".to_owned(), Name::new("x").unwrap(), uri, 0).unwrap()
    }

    #[test]
    fn keeps_fields_that_it_does_not_know() {
        let uri = "otpauth://totp/B:a?secret=MZXW6YTB&issuer=B&image=https%3A%2F%2Fx%2Fy.png";
        assert_eq!(entry(uri).expose_uri(), uri);
    }

    #[test]
    fn a_raw_label_becomes_one_plain_line() {
        let entry = entry("otpauth://totp/B\u{e9} \"x\":a b?secret=MZXW6YTB\n");
        assert_eq!(entry.expose_uri(), "otpauth://totp/B%C3%A9%20%22x%22:a%20b?secret=MZXW6YTB");
        assert_eq!(entry.otpauth().issuer.as_deref(), Some("B\u{e9} \"x\""));
        assert_eq!(entry.otpauth().account, "a b");
    }

    #[test]
    fn root_by_mark_or_by_label() {
        let uri = "otpauth://totp/alice@acme?secret=MZXW6YTB";
        assert!(!entry(uri).is_root());
        assert!(entry(uri).marked_root(true).is_root());
        assert!(entry("otpauth://totp/A:root-phone@1?secret=MZXW6YTB").is_root());
    }

    #[test]
    fn a_counter_moves_in_the_uri_too() {
        let mut entry = entry("otpauth://hotp/x?secret=MZXW6YTB&COUNTER=7&image=y");
        assert_eq!(entry.advance(1), Some(7));
        assert_eq!(entry.expose_uri(), "otpauth://hotp/x?secret=MZXW6YTB&COUNTER=8&image=y");
        assert_eq!(Otpauth::parse(entry.expose_uri()).unwrap().kind, Kind::Hotp(8));
    }

    #[test]
    fn a_counter_does_not_wrap() {
        let mut entry = entry(&format!("otpauth://hotp/x?secret=MZXW6YTB&counter={}", u64::MAX));
        assert_eq!(entry.advance(1), None);
    }

    #[test]
    fn notes_and_groups_are_tidied() {
        let plain = entry("otpauth://totp/x?secret=MZXW6YTB");
        assert_eq!(plain.clone().noted(" \n").expose_note(), None);
        assert_eq!(plain.clone().noted("1234\n5678\n").expose_note(), Some("1234\n5678"));
        let long = plain.clone().noted(&"\u{e9}".repeat(Entry::MAX_NOTE));
        assert_eq!(long.expose_note().map(str::len), Some(Entry::MAX_NOTE));
        let groups = ["work", " ", "home ", "work"].map(str::to_owned);
        assert_eq!(plain.grouped(&groups).groups(), ["work", "home"]);
    }

    #[test]
    fn debug_shows_no_secret() {
        let entry = entry("otpauth://totp/x?secret=MZXW6YTB");
        assert!(!format!("{entry:?}").contains("MZXW6YTB"));
    }

    proptest! {
        #[test]
        fn plain_lines_mean_the_same(label in "[^/?#&%]{0,20}", issuer in "[^&#+%]{0,20}") {
            let raw = format!("otpauth://totp/{label}?secret=MZXW6YTB&issuer={issuer}");
            let raw = raw.trim();
            let (before, after) = (Otpauth::parse(raw).unwrap(), Otpauth::parse(&plain_line(raw)).unwrap());
            prop_assert_eq!(before.account, after.account);
            prop_assert_eq!(before.issuer, after.issuer);
        }
    }
}
