//! Names that people choose: of accounts, users and devices, and the serial
//! number that follows from a device's name.

use super::rule::{InvalidName, is_iam_name_character, length};
use super::{AccountId, Path};

const IAM_FORM: InvalidName =
    InvalidName::Form("it may contain only letters, digits and the characters _ + = , . @ -");

/// Is the display name of an account: 1 to 50 characters, no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountName(String);

impl AccountName {
    /// Checks and takes a name; blanks around it are dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let text = text.trim();
        length(text, 50)?;
        if text.chars().any(|c| c.is_control() || is_deceptive(c)) {
            return Err(InvalidName::Form(
                "it must not contain control characters or characters that cannot be seen",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the name as it was spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Says whether a character is there only to be not seen or to turn the direction
/// of others: a name must look like what it is.
fn is_deceptive(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Is the name of an IAM user: 1 to 64 of `[\w+=,.@-]`, unique in its account
/// without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UserName(String);

impl UserName {
    /// Checks and takes a name; blanks around it are dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let text = text.trim();
        length(text, 64)?;
        // Every browser reads these as a way up in an address.
        if text == "." || text == ".." {
            return Err(InvalidName::Form("it must not be only dots"));
        }
        if text.chars().all(is_iam_name_character) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IAM_FORM)
        }
    }

    /// Returns the name as it was spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name as it was spelled.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Returns the form in which names are compared.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// Is the name of a device: 1 to 128 of `[\w+=,.@-]`, unique in its account
/// without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeviceName(String);

impl DeviceName {
    /// The most characters that it has.
    pub const LONGEST: usize = 128;

    /// Checks and takes a name; blanks around it are dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let text = text.trim();
        length(text, Self::LONGEST)?;
        if text.chars().all(is_iam_name_character) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IAM_FORM)
        }
    }

    /// Returns the name as it was spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form in which names are compared.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// Is the serial number of a device: 9 to 256 of `[\w+=/:,.@-]`. For a virtual
/// device it is an ARN and never changes, even when the device is renamed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SerialNumber(String);

impl SerialNumber {
    /// Makes the serial of a virtual device:
    /// `arn:aws:iam::<account>:mfa/<device name>`.
    pub fn of_virtual_device(account: AccountId, name: &DeviceName) -> Self {
        Self(format!("arn:aws:iam::{account}:mfa/{}", name.as_str()))
    }

    /// Makes the serial of a virtual device with a path:
    /// `arn:aws:iam::<account>:mfa/<path><device name>`, 256 characters at most.
    pub fn of_virtual_device_at(
        account: AccountId,
        path: &Path,
        name: &DeviceName,
    ) -> Result<Self, InvalidName> {
        let serial = format!("arn:aws:iam::{account}:mfa{}{}", path.as_str(), name.as_str());
        length(&serial, 256)?;
        // A path may have characters that a serial may not.
        Self::parse(&serial)
    }

    /// Makes the serial of a passkey of a user, or of root:
    /// `arn:aws:iam::<account>:u2f/user/<user>/<device name>-<RANDOM>` and
    /// `.../u2f/root/<device name>-<RANDOM>` (operation GetMFADevice). The random
    /// part has 26 letters and digits.
    pub fn of_passkey(
        account: AccountId,
        user: Option<&UserName>,
        name: &DeviceName,
        random: [u8; 16],
    ) -> Self {
        let owner =
            user.map_or_else(|| "root".to_owned(), |user| format!("user/{}", user.as_str()));
        let random = data_encoding::BASE32_NOPAD.encode(&random);
        Self(format!("arn:aws:iam::{account}:u2f/{owner}/{}-{random}", name.as_str()))
    }

    /// Checks and takes a serial.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        length(text, 256)?;
        if text.len() < 9 {
            return Err(InvalidName::TooShort { shortest: 9 });
        }
        if text.chars().all(|c| is_iam_name_character(c) || c == '/' || c == ':') {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName::Form("it is not a device's serial number"))
        }
    }

    /// Returns the serial as it was spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form in which serials are compared.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_follow_the_model() {
        for good in ["a", "Alice.B+c=d,e@f-g_1", &"x".repeat(64)] {
            assert!(UserName::parse(good).is_ok(), "{good}");
        }
        assert_eq!(UserName::parse("  "), Err(InvalidName::Empty));
        assert_eq!(UserName::parse(&"x".repeat(65)), Err(InvalidName::TooLong { longest: 64 }));
        for dots in [".", ".."] {
            assert!(UserName::parse(dots).is_err());
        }
        for bad in ["a b", "ä", "a/b", "a:b", "a\u{0}", "a\n", "а"] {
            assert_eq!(UserName::parse(&format!("x{bad}x")), Err(IAM_FORM), "{bad:?}");
        }
    }

    #[test]
    fn names_are_compared_without_case_and_kept_with_it() {
        let name = UserName::parse("Alice").unwrap();
        assert_eq!((name.as_str(), name.key().as_str()), ("Alice", "alice"));
    }

    #[test]
    fn serial_of_a_virtual_device() {
        let account = AccountId::parse("123456789012").unwrap();
        let name = DeviceName::parse("alice").unwrap();
        let serial = SerialNumber::of_virtual_device(account, &name);
        assert_eq!(serial.as_str(), "arn:aws:iam::123456789012:mfa/alice");
        assert_eq!(SerialNumber::parse(serial.as_str()), Ok(serial));
        assert!(SerialNumber::parse("short").is_err());
        assert!(SerialNumber::parse("arn:aws:iam::1:mfa/<x>").is_err());
        let path = Path::parse("/a/b/").unwrap();
        let below = SerialNumber::of_virtual_device_at(account, &path, &name).unwrap();
        assert_eq!(below.as_str(), "arn:aws:iam::123456789012:mfa/a/b/alice");
        let odd = Path::parse("/a!/").unwrap();
        assert!(SerialNumber::of_virtual_device_at(account, &odd, &name).is_err());
        let longest = DeviceName::parse(&"n".repeat(128)).unwrap();
        let serial = SerialNumber::of_virtual_device(account, &longest);
        assert!(SerialNumber::parse(serial.as_str()).is_ok());
    }

    #[test]
    fn serial_of_a_passkey() {
        let account = AccountId::parse("123456789012").unwrap();
        let name = DeviceName::parse("yubikey").unwrap();
        let root = SerialNumber::of_passkey(account, None, &name, [0; 16]);
        let random = "A".repeat(26);
        assert_eq!(root.as_str(), format!("arn:aws:iam::123456789012:u2f/root/yubikey-{random}"));
        let user = UserName::parse(&"u".repeat(64)).unwrap();
        let longest = DeviceName::parse(&"n".repeat(128)).unwrap();
        let serial = SerialNumber::of_passkey(account, Some(&user), &longest, [255; 16]);
        assert_eq!(SerialNumber::parse(serial.as_str()), Ok(serial));
    }

    #[test]
    fn account_names_are_any_printable_text() {
        assert_eq!(AccountName::parse(" Müller & Söhne ").unwrap().as_str(), "Müller & Söhne");
        for bad in ["a\u{7}b", "a\u{202e}b", "\u{2066}ab", "\u{200b}", "\u{2060}\u{feff}"] {
            assert!(AccountName::parse(bad).is_err(), "{bad:?}");
        }
        assert!(AccountName::parse(&"x".repeat(51)).is_err());
    }
}
