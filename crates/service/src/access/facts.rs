//! What a graph is derived from, as plain values: what the service knows of the
//! identities, and what their owners have told.

use identity::contact::Contact;
use identity::names::{SerialNumber, UserId};
use identity::{Identity, Timestamp};

use super::Answers;

/// Is everything about one report.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Whom the report is about: the first of these. The others are who can help,
    /// or be misused.
    pub people: Vec<Person>,
    /// The account's own part in it.
    pub account: AccountFacts,
    /// The present moment.
    pub now: Timestamp,
    /// Whether there were more users than were looked at.
    pub truncated: bool,
    /// Of how many others it was not looked at where their things are, because there
    /// are so many.
    pub crowd: usize,
}

/// Is what is known of one identity.
#[expect(clippy::struct_excessive_bools, reason = "these are facts of their own")]
#[derive(Clone, Debug)]
pub struct Person {
    /// Who it is.
    pub identity: Identity,
    /// The user's name, or `root`.
    pub name: String,
    /// Whether it is an administrator.
    pub administrator: bool,
    /// Whether what is below may be shown to who asks. Of others only their name
    /// and what they could do for somebody is told.
    pub open: bool,
    /// Where it may not: whether a second factor stands behind the password, as far
    /// as who asks may know.
    pub guarded: bool,
    /// Whether there is a console password.
    pub password: bool,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
    /// The devices in use that open something.
    pub devices: Vec<DeviceFacts>,
    /// Devices that were reported lost, whose time is over, or whose codes are refused.
    /// They open nothing, but are asked for.
    pub refused: usize,
    /// Recovery codes that were not used, and since when they are in force.
    pub codes: Option<Timestamp>,
    /// Access keys that are switched on.
    pub keys: Vec<KeyFacts>,
    /// Who can do what for this identity.
    pub helps: Vec<Help>,
    /// Whether resetting it takes two.
    pub takes_two: bool,
    /// What its owner has told.
    pub answers: Answers,
}

/// Is a device.
#[derive(Clone, Debug)]
pub struct DeviceFacts {
    /// The serial number.
    pub serial: SerialNumber,
    /// The name.
    pub name: String,
    /// What it is.
    pub sort: DeviceSort,
    /// When two codes, or a signature, showed that it works.
    pub since: Timestamp,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
    /// The last moment at which its maker permits it to be used.
    pub expires: Option<Timestamp>,
}

/// Is what a device is, as far as it matters where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceSort {
    /// A seed in an app, which can be on any thing, and backed up anywhere.
    App,
    /// A token: a thing of its own.
    Token,
    /// A security key that makes no copies: a thing of its own.
    SecurityKey,
    /// A passkey that is built into a thing, or copied to several.
    Passkey,
}

/// Is an access key.
#[derive(Clone, Debug)]
pub struct KeyFacts {
    /// Its id.
    pub id: String,
    /// When it was made.
    pub made: Timestamp,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
    /// Whether a program with it can give its owner another console password.
    /// Devices of its owner it never takes away.
    pub sets_password: bool,
}

/// Is what one identity can do for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// Who.
    pub by: Identity,
    /// Whether it can take second factors away.
    pub resets: bool,
    /// Whether it can give a password.
    pub sets_password: bool,
    /// Whether its access keys alone are enough for both.
    pub by_key: bool,
}

/// Is the account's own part.
#[derive(Clone, Debug, Default)]
pub struct AccountFacts {
    /// Whether mail is sent.
    pub mail: bool,
    /// Whether calls are made.
    pub calls: bool,
    /// When root's address was confirmed.
    pub mailbox_confirmed: Option<Timestamp>,
    /// The recovery number, masked, where it counts.
    pub number: Option<String>,
    /// When a call last confirmed the number.
    pub number_confirmed: Option<Timestamp>,
    /// The alternate contacts that there are not, where mail is sent.
    pub no_contacts: Vec<Contact>,
    /// Which users can put another number in its place.
    pub number_editors: Vec<Identity>,
}

impl Person {
    /// Says whether a second factor stands behind the password.
    pub(super) fn has_factor(&self) -> bool {
        !self.devices.is_empty() || self.refused > 0 || self.codes.is_some()
    }

    /// Says whether this is the user with an id.
    pub(super) fn is_user(&self, id: &str) -> bool {
        UserId::parse(id).is_some_and(|id| self.identity == Identity::User(id))
    }

    /// Returns the name as it is read.
    pub(super) fn shown(&self) -> String {
        if self.identity.is_root() { "the root user".to_owned() } else { self.name.clone() }
    }

    /// Returns the id of the identity in a graph.
    pub(super) fn id(&self) -> String {
        if self.identity.is_root() {
            "root".to_owned()
        } else {
            format!("user/{}", self.name.to_lowercase())
        }
    }
}
