//! How an account's owner is reached: e-mail address and telephone number.
//! Whether they really reach the owner is proved elsewhere, by using them.

use super::rule::{InvalidName, length};

/// Is an e-mail address, as far as a text can show it: one `@`, a local part,
/// a domain with a dot, no blanks, at most 254 characters. It is the root
/// user's name at sign-in and compares without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Checks and takes an address; blanks around it are dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        const FORM: InvalidName =
            InvalidName::Form("it must be an e-mail address such as name@example.com");
        let text = text.trim();
        length(text, 254)?;
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>()[]\\,;:\"".contains(c))
        {
            return Err(FORM);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(FORM)?;
        let labels_are_sound = domain.split('.').count() > 1
            && domain
                .split('.')
                .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
        if local.is_empty() || local.len() > 64 || local.contains('@') || !labels_are_sound {
            return Err(FORM);
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the address as it was spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form in which addresses are compared.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Is a telephone number in international form: `+`, then 7 to 15 digits
/// (ITU-T E.164); blanks, dashes and brackets are dropped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Checks and takes a number.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        const FORM: InvalidName = InvalidName::Form(
            "it must be in international form, such as +49 30 1234567 (7 to 15 digits)",
        );
        length(text.trim(), 32)?;
        let plain: String =
            text.chars().filter(|c| !c.is_whitespace() && !"()-./".contains(*c)).collect();
        let digits = plain.strip_prefix('+').ok_or(FORM)?;
        let sound = (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if sound { Ok(Self(plain)) } else { Err(FORM) }
    }

    /// Returns `+` and the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the number as somebody sees it who may recognise but not learn it:
    /// its first two digits and its last two.
    pub fn masked(&self) -> String {
        let digits: Vec<char> = self.0.chars().skip(1).collect();
        let shown: String = digits
            .iter()
            .enumerate()
            .map(
                |(place, digit)| {
                    if place < 2 || place + 2 >= digits.len() { *digit } else { '\u{2022}' }
                },
            )
            .collect();
        format!("+{shown}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["a@b.c", " Ann.O'Neil+x@mail.example.com ", "ü@bücher.example"] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.c",
            "a@",
            "a b@c.d",
            "a@b..c",
            "a@-b.c",
            "a@b@c.d",
            "<a@b.c>",
            "a@b.c\r\nBcc: x@y.z",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(EmailAddress::parse("Ann@Example.COM").unwrap().key(), "ann@example.com");
    }

    #[test]
    fn numbers() {
        let number = PhoneNumber::parse("+49 (30) 123-4567").unwrap();
        assert_eq!(number.as_str(), "+49301234567");
        assert_eq!(number.masked(), "+49•••••••67");
        for bad in ["", "030 1234567", "+0123456789", "+12345", "+1234567890123456", "+49x30123456"]
        {
            assert!(PhoneNumber::parse(bad).is_err(), "{bad}");
        }
    }
}
