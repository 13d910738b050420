//! The fields of a form or a query, read strictly: no field twice, no foreign
//! bytes, secrets as secrets.

use identity::password::Password;
use identity::recovery_code::RecoveryCode;
use otp::{Code, Digits};
use service::ServiceError;
use zeroize::Zeroizing;

use super::refusal::Refusal;

/// Is the set of fields that came with a request.
#[derive(Default)]
pub(crate) struct Fields(Vec<(String, Zeroizing<String>)>);

/// More fields than any of our pages has.
const MOST: usize = 40;

impl Fields {
    /// Reads `a=b&c=d`. Refuses repeated and too many fields, and text that is
    /// not UTF-8.
    pub(crate) fn parse(encoded: &[u8]) -> Result<Self, Refusal> {
        const BROKEN: Refusal = Refusal::Malformed("The form could not be read.");
        let text = std::str::from_utf8(encoded).map_err(|_| BROKEN)?;
        percent_encoding::percent_decode_str(text).decode_utf8().map_err(|_| BROKEN)?;
        let mut fields: Vec<(String, Zeroizing<String>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            if fields.len() == MOST || fields.iter().any(|(known, _)| *known == name) {
                return Err(BROKEN);
            }
            fields.push((name.into_owned(), Zeroizing::new(value.into_owned())));
        }
        Ok(Self(fields))
    }

    /// Returns a field's text, empty when it is missing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.present(name).unwrap_or_default()
    }

    /// Returns a field's text if it is there and not blank.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.present(name).map(str::trim).filter(|text| !text.is_empty())
    }

    /// Says whether a box was ticked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        self.present(name).is_some()
    }

    /// Returns the values of all fields whose names are a word and a number, in
    /// the order in which they came.
    pub(crate) fn all_of(&self, word: &str) -> Vec<String> {
        let numbered = |name: &str| {
            let number = name.strip_prefix(word);
            number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        };
        let values = self.0.iter().filter(|(name, _)| numbered(name));
        values.map(|(_, value)| value.as_str().to_owned()).collect()
    }

    /// Returns a password. What was typed stays as it is, blanks included.
    pub(crate) fn password(&self, name: &str) -> Password {
        Password::new(self.text(name))
    }

    /// Returns a six-digit code.
    pub(crate) fn code(&self, name: &'static str) -> Result<Code, ServiceError> {
        Code::parse(self.text(name), Digits::SIX).map_err(|_| ServiceError::Invalid {
            field: name,
            why: "type the six digits that the device shows".to_owned(),
        })
    }

    /// Returns a recovery code.
    pub(crate) fn recovery_code(&self, name: &'static str) -> Result<RecoveryCode, ServiceError> {
        RecoveryCode::parse(self.text(name))
            .map_err(|why| ServiceError::Invalid { field: name, why: why.to_string() })
    }

    /// Returns two codes in a row, older first.
    pub(crate) fn pair(&self) -> Result<(Code, Code), ServiceError> {
        Ok((self.code("code1")?, self.code("code2")?))
    }

    /// Returns a new password that was typed the same way twice.
    pub(crate) fn new_password(&self) -> Result<Password, ServiceError> {
        if self.text("password") == self.text("repeated") {
            return Ok(self.password("password"));
        }
        Err(ServiceError::Invalid {
            field: "repeated",
            why: "the two passwords differ; type the same one twice".to_owned(),
        })
    }

    fn present(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_browsers_send() {
        let fields = Fields::parse("name=J%C3%B6rg+M&code=123+456&box=on".as_bytes()).unwrap();
        assert_eq!(fields.text("name"), "Jörg M");
        assert_eq!(fields.code("code").unwrap().expose(), "123456");
        assert!(fields.ticked("box") && !fields.ticked("other"));
        assert_eq!(fields.given("missing"), None);
        assert!(!format!("{fields:?}").contains("123"));
    }

    #[test]
    fn numbered_fields_are_one_list() {
        let fields = Fields::parse(b"at2=b&at10=a&at=x&attic1=y&at1x=z").unwrap();
        assert_eq!(fields.all_of("at"), ["b", "a"]);
    }

    #[test]
    fn new_passwords_are_typed_twice() {
        let fields = |text: &str| Fields::parse(text.as_bytes()).unwrap();
        assert!(fields("password=+a+b&repeated=+a+b").new_password().is_ok());
        let differs = fields("password=a&repeated=b").new_password();
        assert!(matches!(differs, Err(ServiceError::Invalid { field: "repeated", .. })));
    }

    #[test]
    fn refuses_repeated_fields_foreign_bytes_and_floods() {
        for bad in [b"a=1&a=2".as_slice(), b"a=%ff", b"a=\xff"] {
            assert!(Fields::parse(bad).is_err());
        }
        let many: Vec<String> = (0..100).map(|n| format!("f{n}=1")).collect();
        assert!(Fields::parse(many.join("&").as_bytes()).is_err());
    }
}
