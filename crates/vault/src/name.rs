//! Names of entries: what a person types to say which one. Which entry a typed
//! text selects is decided in `contents`.

use otp::Otpauth;

/// Is the name of an entry: 1 to 128 characters, none of them a control
/// character. Two names that differ in case only are the same name.
#[derive(Clone, Debug)]
pub struct Name {
    text: String,
    /// The form in which it is compared, made once: a search among thousands compares
    /// every name.
    folded: String,
}

/// Says why a text cannot name an entry.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MalformedName {
    /// Nothing but blanks.
    #[error("a name needs at least one character")]
    Empty,
    /// More than 128 characters.
    #[error("a name has at most {} characters", Name::MAX_CHARS)]
    TooLong,
    /// Line breaks, escape sequences and their like.
    #[error("a name cannot hold control characters")]
    Control,
}

impl Name {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 128;

    /// Takes a typed name; blanks around it are dropped.
    pub fn new(text: &str) -> Result<Self, MalformedName> {
        let text = text.trim();
        if text.is_empty() {
            Err(MalformedName::Empty)
        } else if text.chars().count() > Self::MAX_CHARS {
            Err(MalformedName::TooLong)
        } else if text.chars().any(char::is_control) {
            Err(MalformedName::Control)
        } else {
            Ok(Self { text: text.to_owned(), folded: fold(text) })
        }
    }

    /// Derives a name from a label: `issuer:account`, or the half that exists.
    pub fn derive(otpauth: &Otpauth) -> Result<Self, MalformedName> {
        let label = match (&otpauth.issuer, otpauth.account.as_str()) {
            (Some(issuer), "") => issuer.clone(),
            (Some(issuer), account) => format!("{issuer}:{account}"),
            (None, account) => account.to_owned(),
        };
        let plain = label.chars().filter(|c| !c.is_control()).take(Self::MAX_CHARS);
        Self::new(&plain.collect::<String>())
    }

    /// Returns the text as typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the form in which names are compared.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

/// Folds case for comparing names.
pub(crate) fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(uri: &str) -> String {
        Name::derive(&Otpauth::parse(uri).unwrap()).unwrap().as_str().to_owned()
    }

    #[test]
    fn derives_from_the_label() {
        assert_eq!(derived("otpauth://totp/a?secret=MZXW6YTB&issuer=B"), "B:a");
        assert_eq!(derived("otpauth://totp/a?secret=MZXW6YTB"), "a");
        assert_eq!(derived("otpauth://totp/?secret=MZXW6YTB&issuer=B"), "B");
        assert_eq!(derived("otpauth://totp/a%1b%5b2Jb?secret=MZXW6YTB"), "a[2Jb");
    }

    #[test]
    fn refuses_what_a_terminal_would_obey() {
        assert_eq!(Name::new("a\x1b[2J"), Err(MalformedName::Control));
        assert_eq!(Name::new(" \t "), Err(MalformedName::Empty));
        assert_eq!(Name::new(&"x".repeat(129)), Err(MalformedName::TooLong));
    }

    #[test]
    fn case_does_not_tell_names_apart() {
        assert_eq!(Name::new("Ärger"), Name::new("äRGER "));
    }
}
