//! What a file holds, as its fields stand there. Names are still texts; the
//! meaning of the fields is in `graph` and above.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    day::Day,
    fault::FileError,
    read,
    words::{Fact, Purpose, Tag},
};

/// Is the version of the format; there is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub enum Format {
    /// Version 1.
    #[default]
    #[serde(rename = "access-graph/1")]
    V1,
}

impl TryFrom<String> for Format {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "access-graph/1" => Ok(Self::V1),
            _ => Err(format!("this is `{text}`; what can be read is `access-graph/1`")),
        }
    }
}

/// Is a whole file. It can be read ([`Self::from_json`]) or put together in
/// code; building a [`Graph`](crate::Graph) checks it either way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessFile {
    /// The version of the format.
    pub format: Format,
    /// What the graph is about, for people.
    #[serde(default, deserialize_with = "read::some", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The day on which the facts were gathered.
    #[serde(default, deserialize_with = "read::some", skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// Everything that can be had, by id.
    #[serde(deserialize_with = "read::nodes")]
    pub nodes: BTreeMap<String, Node>,
    /// How one thing is had by means of others.
    #[serde(default, deserialize_with = "read::methods")]
    pub methods: Vec<Method>,
    /// The nodes asked about; every identity when not given.
    #[serde(default, deserialize_with = "read::some", skip_serializing_if = "Option::is_none")]
    pub targets: Option<Vec<String>>,
    /// What-ifs to be answered with the rest.
    #[serde(default, deserialize_with = "read::scenarios", skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<Scenario>,
    /// Nodes that are lost or stolen together, by the name of the event.
    #[serde(
        default,
        deserialize_with = "read::events",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub events: BTreeMap<String, Vec<String>>,
}

impl AccessFile {
    /// Reads and checks JSON. Refuses whatever the format does not know, names
    /// that are not there or there twice, and more than
    /// [`Limits`](super::Limits) allows; says where the fault is.
    pub fn from_json(bytes: &[u8]) -> Result<Self, FileError> {
        let file = read::from_json(bytes)?;
        file.check()?;
        Ok(file)
    }
}

/// Is one thing that can be had.
#[expect(clippy::struct_excessive_bools, reason = "these are the format's independent flags")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// What people read; the id when not given.
    #[serde(default, deserialize_with = "read::some", skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What sort of thing it is.
    #[serde(default)]
    pub kind: Kind,
    /// The owner has it today.
    #[serde(default)]
    pub held: bool,
    /// A loss of it is to be considered.
    #[serde(default)]
    pub losable: bool,
    /// A theft of it is to be considered.
    #[serde(default)]
    pub stealable: bool,
    /// Everybody has it, a thief included. Whether the owner has it is said by
    /// `held` alone.
    #[serde(default)]
    pub public: bool,
    /// What the fields above rest on. Of an unknown node, the owner is taken
    /// not to have it and a thief to have it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fact: Fact,
    /// What it is in the eyes of the rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// The day on which somebody last made sure that it is current.
    #[serde(default, deserialize_with = "read::some", skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Day>,
    /// The day on which it was last seen to work.
    #[serde(default, deserialize_with = "read::some", skip_serializing_if = "Option::is_none")]
    pub proven: Option<Day>,
    /// The day on which it was made.
    #[serde(default, deserialize_with = "read::some", skip_serializing_if = "Option::is_none")]
    pub made: Option<Day>,
    /// The day on which it was last used.
    #[serde(default, deserialize_with = "read::some", skip_serializing_if = "Option::is_none")]
    pub used: Option<Day>,
}

impl Node {
    /// Says whether the node has a tag.
    pub fn is(&self, tag: Tag) -> bool {
        self.tags.contains(&tag)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Is the sort of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", try_from = "String")]
pub enum Kind {
    /// A thing that can be touched.
    #[default]
    Item,
    /// A password, a PIN, an answer.
    Knowledge,
    /// A way that messages take: calls to a number, a mailbox.
    Channel,
    /// What is shown at a sign-in: a code, a key.
    Credential,
    /// An account at some service.
    Account,
    /// Being signed in; asked about unless the file names targets.
    Identity,
}

impl Kind {
    /// Returns the word that people read for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Item => "thing",
            Self::Knowledge => "secret",
            Self::Channel => "channel",
            Self::Credential => "credential",
            Self::Account => "account",
            Self::Identity => "identity",
        }
    }
}

impl TryFrom<String> for Kind {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(match text.as_str() {
            "item" => Self::Item,
            "knowledge" => Self::Knowledge,
            "channel" => Self::Channel,
            "credential" => Self::Credential,
            "account" => Self::Account,
            "identity" => Self::Identity,
            _ => {
                return Err(format!(
                    "there is no kind `{text}` (item, knowledge, channel, credential, account, identity)"
                ));
            }
        })
    }
}

/// Is a way to have one node by having all of several others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// What is had.
    pub to: String,
    /// What it takes, all of it; never empty.
    pub needs: Vec<String>,
    /// Who can go this way.
    #[serde(default, rename = "for")]
    pub party: Party,
    /// What it is for, where that matters to the rules.
    #[serde(default, deserialize_with = "read::some", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// What the method rests on. An unknown one helps a thief and not the
    /// owner.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fact: Fact,
    /// A remark for people.
    #[serde(default, deserialize_with = "read::some", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Says who can use a method.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase", try_from = "String")]
pub enum Party {
    /// The owner alone.
    Owner,
    /// A thief alone.
    Attacker,
    /// Whoever has what it needs.
    #[default]
    Both,
}

impl TryFrom<String> for Party {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "owner" => Ok(Self::Owner),
            "attacker" => Ok(Self::Attacker),
            "both" => Ok(Self::Both),
            _ => Err(format!("there is no party `{text}` (owner, attacker, both)")),
        }
    }
}

/// Is a what-if: losses and thefts at the same moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is called in the answer; unique in a file.
    pub name: String,
    /// What the owner no longer has, losable or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loses: Vec<String>,
    /// What a thief has, stealable or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steals: Vec<String>,
}
