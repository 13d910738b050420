//! Questions and answers. Seeds are in none of them: what leaves the agent are
//! codes and what people see of entries.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Is one question, about one vault.
#[derive(Serialize, Deserialize)]
pub struct Question {
    /// The absolute path of the vault that is meant; an agent holds one.
    pub vault: String,
    /// What is asked.
    pub ask: Ask,
}

/// Is what can be asked.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ask {
    /// How the agent is; answered for every vault.
    Status,
    /// Forget the keys; answered for every vault.
    Lock,
    /// End; answered for every vault.
    Stop,
    /// Open the vault with an age identity.
    Unlock {
        /// The identity's line.
        key: Zeroizing<String>,
    },
    /// All entries.
    List,
    /// The codes of an entry.
    Code {
        /// Which entry: its name, or a part of it.
        query: String,
        /// Of which time, in Unix seconds.
        time: u64,
        /// Whether a person gave the time, which means nothing for counters.
        given: bool,
        /// Whether a counter is moved on by two codes.
        pair: bool,
    },
    /// Which entries show a code.
    Which {
        /// The code as typed.
        code: Zeroizing<String>,
        /// Around which time, in Unix seconds.
        time: u64,
    },
    /// A code that was not given out this way before, of this time's step or of
    /// the next one: services take each code once.
    Fresh {
        /// The identifier or the whole name of the entry.
        id: String,
        /// The time in Unix seconds.
        time: u64,
    },
    /// The codes up to a step were given out elsewhere.
    Spend {
        /// The identifier of the entry.
        id: String,
        /// The step.
        step: u64,
    },
    /// Temporary credentials that were kept.
    Kept {
        /// Which.
        id: String,
        /// The time in Unix seconds.
        time: u64,
    },
    /// Keeps temporary credentials until they end.
    Keep {
        /// Which.
        id: String,
        /// Their text.
        text: Zeroizing<String>,
        /// When they end, in Unix seconds.
        until: u64,
    },
}

/// Is an answer, with what the person should be told besides. Texts of entries are
/// of the type `S`, which may be [`Received`].
#[derive(Serialize, Deserialize)]
pub struct Reply<S = String> {
    /// Warnings about the vault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The answer.
    pub answer: Answer<S>,
}

/// Is what can be answered.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer<S = String> {
    /// It was done.
    Done,
    /// How the agent is.
    Status(Status),
    /// All entries.
    List(Vec<ShownEntry<S>>),
    /// The codes of an entry.
    Code(ShownCode),
    /// The entries that show a code.
    Which(Vec<Found>),
    /// A fresh code and its step; without one, the time from which there will be.
    Fresh {
        /// The code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<Zeroizing<String>>,
        /// When the next one can be had, in Unix seconds.
        from: u64,
    },
    /// Temporary credentials, or that there are none.
    Kept(Option<Zeroizing<String>>),
    /// Why not.
    Refused(Refusal),
}

/// Is why the agent does not answer.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// It holds no keys at the moment.
    Locked,
    /// It holds another vault.
    OtherVault,
    /// The vault could not be read again after it changed.
    Unreadable,
    /// What was asked cannot be done; for the person.
    Failed(String),
    /// What was asked makes no sense; for the person.
    Usage(String),
    /// What was asked for may be any of several entries.
    Several {
        /// The words for it.
        message: String,
        /// The entries.
        candidates: Vec<Candidate>,
    },
}

/// Is an entry that may have been meant.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// What people are told to tell it from others.
    pub described: String,
}

/// Is how the agent is.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its process.
    pub process: u32,
    /// The vault that it holds.
    pub vault: String,
    /// Whether it holds no keys.
    pub locked: bool,
    /// Why it locked itself last; absent where it never did, or was told to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_because: Option<String>,
    /// In how many seconds it locks itself unless it is asked for something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locks_in: Option<u64>,
    /// After how many seconds without a question it locks itself.
    pub lock_after: u64,
    /// How many entries it holds.
    pub entries: usize,
    /// How many temporary credentials it keeps.
    pub sessions: usize,
    /// Whether its secrets are kept out of the swap space; absent while locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_locked: Option<bool>,
    /// Whether any recovery key was ever seen to open the vault; absent while locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_tried: Option<bool>,
}

/// Is what people see of an entry.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
#[serde(bound(deserialize = "S: Deserialize<'de>"))]
pub struct ShownEntry<S = String> {
    /// Its identifier.
    pub id: S,
    /// Its name.
    pub name: S,
    /// The service.
    pub issuer: Option<S>,
    /// The account at the service.
    pub account: S,
    /// `totp`, `hotp` or `steam`.
    pub kind: S,
    /// Whether it is a root user's.
    pub root: bool,
    /// Under which number the service knows the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<S>,
    /// The groups that it is in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<S>,
}

/// Is a text that lies in the message that it came with, unless it was escaped there:
/// a list of thousands of entries is read without a copy of each.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
#[serde(transparent)]
pub struct Received<'m>(#[serde(borrow)] Cow<'m, str>);

impl AsRef<str> for Received<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Is two codes in a row of an entry.
#[derive(Serialize, Deserialize)]
pub struct ShownCode {
    /// The entry.
    pub entry: ShownEntry,
    /// The code.
    pub first: Zeroizing<String>,
    /// The one after it.
    pub second: Zeroizing<String>,
    /// How long the first one lasts.
    pub lasts: Lasts,
}

/// Is how long a code lasts.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Lasts {
    /// For a time.
    Seconds {
        /// How many seconds are left.
        remaining: u64,
        /// How many there are.
        period: u64,
    },
    /// Until it is used.
    Counter(u64),
}

/// Is an entry that shows a code, and how many steps from now.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The entry.
    pub entry: ShownEntry,
    /// How many steps away; negative for the past.
    pub offset: i64,
    /// Whether the entry counts its codes.
    pub counted: bool,
    /// How many seconds a step has, where codes change with the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u64>,
}
