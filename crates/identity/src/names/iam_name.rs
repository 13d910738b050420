//! Names of groups, roles, managed and inline policies and role sessions:
//! `[\w+=,.@-]`, ASCII only, of different lengths. What names a user or a device
//! stands with the other names that people type.

use super::rule::{InvalidName, is_iam_name_character, length};

macro_rules! iam_names {
    ($($(#[$doc:meta])* $name:ident: $shortest:literal to $longest:literal,)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Checks and takes a name.
            pub fn parse(text: &str) -> Result<Self, InvalidName> {
                length(text, $longest)?;
                if text.len() < $shortest {
                    return Err(InvalidName::TooShort { shortest: $shortest });
                }
                if text.chars().all(is_iam_name_character) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(InvalidName::Form(
                        "it may contain only letters, digits and the characters _ + = , . @ -",
                    ))
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
    )+};
}

iam_names! {
    /// Is the name of a group: 1 to 128 characters, unique in its account
    /// without regard to case.
    GroupName: 1 to 128,
    /// Is the name of a role: 1 to 64 characters, unique in its account without
    /// regard to case.
    RoleName: 1 to 64,
    /// Is the name of a policy: 1 to 128 characters; of managed ones unique in
    /// the account without regard to case, of inline ones in their holder.
    PolicyName: 1 to 128,
    /// Is the name of a role session or a source identity: 2 to 64 characters.
    SessionName: 2 to 64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_characters_follow_the_model() {
        assert!(GroupName::parse(&"g".repeat(128)).is_ok());
        assert!(GroupName::parse(&"g".repeat(129)).is_err());
        assert!(RoleName::parse(&"r".repeat(64)).is_ok());
        assert!(RoleName::parse(&"r".repeat(65)).is_err());
        assert_eq!(SessionName::parse("s"), Err(InvalidName::TooShort { shortest: 2 }));
        for bad in ["", "a b", "a/b", "ä", "a:b", "a\n", " a"] {
            assert!(PolicyName::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(RoleName::parse("Admin").unwrap().key(), "admin");
    }
}
