//! Who acts in an account: its root user or one of its IAM users.

use crate::names::UserId;

/// Is one identity of an account. Every identity has its own credentials and
/// its own devices; nothing of one opens another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// The account's first identity, which may do everything.
    Root,
    /// An IAM user, by its id (a rename changes nothing).
    User(UserId),
}

impl Identity {
    /// Returns the text that stands for this identity in the store.
    pub fn key(&self) -> &str {
        match self {
            Self::Root => "root",
            Self::User(id) => id.as_str(),
        }
    }

    /// Reads what [`Self::key`] wrote; `None` for anything else.
    pub fn from_key(key: &str) -> Option<Self> {
        if key == "root" { Some(Self::Root) } else { UserId::parse(key).map(Self::User) }
    }

    /// Says whether this is the root user.
    pub fn is_root(&self) -> bool {
        matches!(self, Self::Root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_there_and_back() {
        for identity in [Identity::Root, Identity::User(UserId::from_random([9; 17]))] {
            assert_eq!(Identity::from_key(identity.key()), Some(identity));
        }
        assert_eq!(Identity::from_key("Root"), None);
        assert_eq!(Identity::from_key("AIDA"), None);
    }
}
