//! What an owner has told: which things there are, and which of them holds what.
//! Kept sealed, since it says where everything is.

use std::collections::BTreeMap;

use identity::Identity;
use identity::names::{AccountId, AccountName};
use serde::{Deserialize, Serialize};
use storage::Tx;

use crate::env::random;
use crate::keys::Secret;
use crate::{Service, ServiceError};

/// Things that one identity can name.
pub const MOST_THINGS: usize = 12;

/// Is all that one identity has told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The things, in the order in which they were named.
    pub things: Vec<Thing>,
    /// The answers, by what was asked about.
    pub answers: BTreeMap<String, Answer>,
}

/// Is a thing that can be lost or stolen, by the name that its owner gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thing {
    /// The name; unique among the things of one owner without regard to case.
    pub name: String,
    /// What it is.
    pub sort: Sort,
    /// What opens it.
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

/// Is one answer: places, or a word in place of them, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The names of things.
    pub places: Vec<String>,
    /// What is said besides.
    pub word: Option<Word>,
}

/// Is an answer that names no thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// In memory.
    Memory,
    /// Nowhere: there is no such thing any more, or never was.
    Nowhere,
    /// Yes.
    Yes,
    /// No.
    No,
}

impl Sort {
    /// All sorts, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Phone, Self::Computer, Self::Tablet, Self::Key, Self::Paper, Self::Account];

    /// Returns the word for it in forms.
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

    /// Says whether it can have a lock.
    pub fn locks(self) -> bool {
        !matches!(self, Self::Key | Self::Paper)
    }
}

impl Lock {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Untold, Self::Known, Self::Forgotten, Self::None];

    /// Returns the word for it in forms.
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
}

impl Thing {
    /// Checks the name and makes a thing; what cannot have a lock has none.
    pub(super) fn new(name: &str, sort: Sort, lock: Lock) -> Result<Self, ServiceError> {
        // Names of things are for people, as those of accounts are.
        let name = AccountName::parse(name).map_err(|why| ServiceError::invalid("name", why))?;
        let lock = if sort.locks() { lock } else { Lock::None };
        Ok(Self { name: name.as_str().to_owned(), sort, lock })
    }

    /// Returns the form in which names are compared.
    pub(super) fn key(&self) -> String {
        self.name.to_lowercase()
    }
}

impl Answers {
    /// Finds a thing by its name, without regard to case.
    pub(super) fn thing(&self, name: &str) -> Option<&Thing> {
        let name = name.to_lowercase();
        self.things.iter().find(|thing| thing.key() == name)
    }

    /// Returns what was told about something; `None` if nothing was that still
    /// means anything.
    pub(super) fn about(&self, what: &str) -> Option<&Answer> {
        self.answers.get(what).filter(|answer| !answer.is_empty())
    }

    /// Forgets a thing, and that anything is kept there.
    pub(super) fn forget(&mut self, name: &str) -> bool {
        let key = name.to_lowercase();
        let before = self.things.len();
        self.things.retain(|thing| thing.key() != key);
        for answer in self.answers.values_mut() {
            answer.places.retain(|place| place.to_lowercase() != key);
        }
        self.answers.retain(|_, answer| !answer.is_empty());
        self.things.len() != before
    }
}

impl Answer {
    /// Says whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty() && self.word.is_none()
    }
}

fn place(account: AccountId, identity: &Identity) -> String {
    format!("access answers/{account}/{}", identity.key())
}

/// Reads what an identity has told.
pub(super) fn load(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
) -> Result<Answers, ServiceError> {
    let Some(sealed) = tx.access_answers(account, identity)? else {
        return Ok(Answers::default());
    };
    let plain = svc.keys().open(Secret::AccessAnswers, &sealed, &place(account, identity))?;
    serde_json::from_slice(&plain)
        .map_err(|_| crate::service::corrupt("answers for the access report"))
}

/// Keeps what an identity has told.
pub(super) fn keep(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
    answers: &Answers,
) -> Result<(), ServiceError> {
    let plain =
        zeroize::Zeroizing::new(serde_json::to_vec(answers).map_err(|error| {
            ServiceError::Fault(format!("answers could not be written: {error}"))
        })?);
    let (place, nonce) = (place(account, identity), random(svc.env()));
    let sealed = svc.keys().seal(Secret::AccessAnswers, &plain, &place, nonce)?;
    Ok(tx.put_access_answers(account, identity, &sealed)?)
}
