//! Who acts in an account: its root user, one of its IAM users, or a session of
//! one of its roles.

use crate::names::{RoleId, SessionName, UserId};

/// Is who acts. Root and every user have their own credentials and their own
/// devices, and nothing of one opens another; a session of a role has none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// The account's first identity, which may do everything.
    Root,
    /// An IAM user, by its id (a rename changes nothing).
    User(UserId),
    /// A session of a role.
    Role(RoleSession),
}

/// Is a role with the name that the session was given, as in
/// `AROA...:deployment`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RoleSession {
    key: String,
    role: RoleId,
}

impl RoleSession {
    /// Names a session.
    pub fn new(role: RoleId, name: &SessionName) -> Self {
        Self { key: format!("{}:{}", role.as_str(), name.as_str()), role }
    }

    /// Returns the role.
    pub fn role(&self) -> &RoleId {
        &self.role
    }

    /// Returns the session's name.
    pub fn name(&self) -> &str {
        self.key.split_once(':').map_or("", |(_, name)| name)
    }

    /// Returns what AWS calls the user id of a role session.
    pub fn as_str(&self) -> &str {
        &self.key
    }

    fn from_key(key: &str) -> Option<Self> {
        let (role, name) = key.split_once(':')?;
        Some(Self::new(RoleId::parse(role)?, &SessionName::parse(name).ok()?))
    }
}

impl Identity {
    /// Returns the text that stands for this identity in the store.
    pub fn key(&self) -> &str {
        match self {
            Self::Root => "root",
            Self::User(id) => id.as_str(),
            Self::Role(session) => session.as_str(),
        }
    }

    /// Reads what [`Self::key`] wrote; `None` for anything else.
    pub fn from_key(key: &str) -> Option<Self> {
        if key == "root" {
            return Some(Self::Root);
        }
        UserId::parse(key).map(Self::User).or_else(|| RoleSession::from_key(key).map(Self::Role))
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
        let name = SessionName::parse("nightly.build").unwrap();
        let session = RoleSession::new(RoleId::from_random([9; 17]), &name);
        assert_eq!(session.name(), "nightly.build");
        for identity in
            [Identity::Root, Identity::User(UserId::from_random([9; 17])), Identity::Role(session)]
        {
            assert_eq!(Identity::from_key(identity.key()), Some(identity));
        }
        for bad in ["Root", "AIDA", "AROA77777777777777777", "AROA77777777777777777:a", ":x"] {
            assert_eq!(Identity::from_key(bad), None);
        }
    }
}
