//! What one owner has told: the things, and the answers by what was asked about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Thing;

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

impl Word {
    /// All words.
    pub const ALL: [Self; 4] = [Self::Memory, Self::Nowhere, Self::Yes, Self::No];

    /// Returns the word as it stands in forms and files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Nowhere => "nowhere",
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// Reads the word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.key() == key)
    }
}

impl Answers {
    /// Finds a thing by its name, without regard to case.
    pub fn thing(&self, name: &str) -> Option<&Thing> {
        let name = name.to_lowercase();
        self.things.iter().find(|thing| thing.key() == name)
    }

    /// Returns what was told about something; `None` if nothing was that still
    /// means anything.
    pub fn about(&self, what: &str) -> Option<&Answer> {
        self.answers.get(what).filter(|answer| !answer.is_empty())
    }

    /// Forgets a thing, and that anything is kept there; says whether it was known.
    pub fn forget(&mut self, name: &str) -> bool {
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
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.word.is_none()
    }
}
