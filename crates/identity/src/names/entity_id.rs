//! The ids of users, groups, roles and managed policies, which outlive renames
//! and are never given twice: four letters for the kind and 17 characters of
//! `A-Z2-7` (page "IAM identifiers").

const RANDOM: usize = 17;

macro_rules! entity_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal,)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Makes an id from random bytes: five bits of each are used.
            pub fn from_random(random: [u8; RANDOM]) -> Self {
                Self(write($prefix, random))
            }

            /// Reads an id; `None` if the text is not one.
            pub fn parse(text: &str) -> Option<Self> {
                is_id($prefix, text).then(|| Self(text.to_owned()))
            }

            /// Returns the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the id.
            pub fn into_string(self) -> String {
                self.0
            }
        }
    )+};
}

entity_ids! {
    /// Is the id of an IAM user: `AIDA` and 17 characters.
    UserId = "AIDA",
    /// Is the id of a group: `AGPA` and 17 characters.
    GroupId = "AGPA",
    /// Is the id of a role: `AROA` and 17 characters.
    RoleId = "AROA",
    /// Is the id of a managed policy: `ANPA` and 17 characters.
    PolicyId = "ANPA",
}

fn write(prefix: &str, random: [u8; RANDOM]) -> String {
    let tail = random.iter().map(|byte| match byte & 31 {
        value @ 0..=25 => char::from(b'A' + value),
        value => char::from(b'2' + (value - 26)),
    });
    prefix.chars().chain(tail).collect()
}

fn is_id(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|tail| {
        tail.len() == RANDOM
            && tail.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_one_characters() {
        let id = UserId::from_random([255; 17]);
        assert_eq!(id.as_str(), "AIDA77777777777777777");
        assert_eq!(UserId::parse(id.as_str()), Some(id));
        for bad in ["", "AIDA", "AKIA77777777777777777", "AIDA7777777777777777a"] {
            assert_eq!(UserId::parse(bad), None);
        }
    }

    #[test]
    fn one_kind_is_not_another() {
        let group = GroupId::from_random([3; 17]);
        assert_eq!(UserId::parse(group.as_str()), None);
        assert_eq!(RoleId::parse(group.as_str()), None);
        assert_eq!(PolicyId::parse(group.as_str()), None);
        assert_eq!(GroupId::parse(group.as_str()), Some(group));
    }
}
