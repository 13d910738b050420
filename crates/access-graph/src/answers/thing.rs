//! Things that can be lost or stolen, as their owners name them.

use serde::{Deserialize, Serialize};

/// Is a thing that can be lost or stolen, by the name that its owner gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thing {
    /// The name; unique among the things of one owner without regard to case.
    pub name: String,
    /// What it is.
    pub sort: Sort,
    /// What opens it.
    #[serde(default)]
    pub lock: Lock,
}

/// Is a sort of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// A telephone.
    Phone,
    /// A tablet.
    Tablet,
    /// A computer.
    Computer,
    /// A hardware key or token.
    Key,
    /// A sheet of paper, or the place where it is.
    Paper,
    /// An account elsewhere that keeps copies, such as a password manager's.
    Account,
}

/// Is what is known of the PIN or password that opens a thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lock {
    /// The owner has not told.
    #[default]
    Untold,
    /// There is none.
    None,
    /// There is one, and the owner knows it.
    Known,
    /// There is one, and it is forgotten.
    Forgotten,
}

impl Sort {
    /// All sorts, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Phone, Self::Computer, Self::Tablet, Self::Key, Self::Paper, Self::Account];

    /// Returns the word for it in forms and files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Computer => "computer",
            Self::Key => "key",
            Self::Paper => "paper",
            Self::Account => "account",
        }
    }

    /// Reads the word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.key() == key)
    }

    /// Says what it is, for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Phone => "Phone",
            Self::Tablet => "Tablet",
            Self::Computer => "Computer",
            Self::Key => "Hardware key or token",
            Self::Paper => "Paper, or the place where it is",
            Self::Account => "Account elsewhere (a cloud, a password manager)",
        }
    }

    /// Says whether it can have a lock.
    pub fn locks(self) -> bool {
        !matches!(self, Self::Key | Self::Paper)
    }
}

impl Lock {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Untold, Self::Known, Self::Forgotten, Self::None];

    /// Returns the word for it in forms and files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Untold => "untold",
            Self::None => "none",
            Self::Known => "known",
            Self::Forgotten => "forgotten",
        }
    }

    /// Reads the word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lock| lock.key() == key)
    }

    /// Says what opens a thing, for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Untold => "I do not say",
            Self::None => "Nothing: it is open",
            Self::Known => "A PIN or password that I know",
            Self::Forgotten => "A PIN or password that I have forgotten",
        }
    }
}

impl Thing {
    /// Makes a thing; what cannot have a lock has none. The name is taken as it is.
    pub fn new(name: impl Into<String>, sort: Sort, lock: Lock) -> Self {
        Self { name: name.into(), sort, lock: if sort.locks() { lock } else { Lock::None } }
    }

    /// Returns the form in which names are compared.
    pub fn key(&self) -> String {
        self.name.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_forms_are_words_of_files() {
        for sort in Sort::ALL {
            assert_eq!(serde_json::to_value(sort).unwrap(), sort.key());
            assert_eq!(Sort::from_key(sort.key()), Some(sort));
        }
        for lock in Lock::ALL {
            assert_eq!(serde_json::to_value(lock).unwrap(), lock.key());
            assert_eq!(Lock::from_key(lock.key()), Some(lock));
        }
    }

    #[test]
    fn what_has_no_lock_needs_none() {
        assert_eq!(Thing::new("token", Sort::Key, Lock::Forgotten).lock, Lock::None);
        assert_eq!(Thing::new("phone", Sort::Phone, Lock::Forgotten).lock, Lock::Forgotten);
    }
}
