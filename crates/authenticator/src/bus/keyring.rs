//! The operating system's keyring, by the Secret Service of the session's bus
//! (GNOME Keyring, KWallet, KeePassXC): one secret a vault, found by attributes.
//!
//! The secret crosses the bus as it is: the session's bus is a socket of this
//! user alone, and who can read it can ask the keyring as well.

use std::time::Duration;

use device_wire::dbus::{Call, Value};
use zeroize::Zeroizing;

use super::connection::PATIENCE;
use super::{Bus, BusError};
use crate::env::Env;

const SERVICE: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const DEFAULT: &str = "/org/freedesktop/secrets/aliases/default";

/// How long a person may take to open the keyring.
const TYPING: Duration = Duration::from_mins(2);

/// Says why the keyring has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyringError {
    /// There is no keyring here.
    #[error("there is no keyring here ({0})")]
    Absent(String),
    /// It stayed locked.
    #[error("the keyring was not opened")]
    Locked,
    /// It does not have the key.
    #[error("the keyring does not have this vault's key")]
    Missing,
    /// It said something else.
    #[error("the keyring failed: {0}")]
    Failed(String),
}

impl From<BusError> for KeyringError {
    fn from(error: BusError) -> Self {
        match error {
            BusError::Absent(why) => Self::Absent(why),
            BusError::Refused(name, _) if name.ends_with(".IsLocked") => Self::Locked,
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Is a conversation with the keyring.
pub(crate) struct Keyring {
    bus: Bus,
    session: String,
}

impl Keyring {
    /// Begins to talk with the keyring of this session.
    pub(crate) fn open(env: &Env) -> Result<Self, KeyringError> {
        let mut bus = Bus::session(env)?;
        let body = vec![Value::text("plain"), Value::text("").variant()];
        let answer = bus.call(&of_service("OpenSession", body), PATIENCE)?;
        let session = answer.get(1).and_then(Value::as_str).unwrap_or_default().to_owned();
        bus.listen("type='signal',interface='org.freedesktop.Secret.Prompt',member='Completed'")?;
        Ok(Self { bus, session })
    }

    /// Keeps a secret under an identifier, in place of an earlier one.
    pub(crate) fn keep(&mut self, id: &str, label: &str, secret: &str) -> Result<(), KeyringError> {
        self.unlock(DEFAULT)?;
        let properties = Value::options([
            ("org.freedesktop.Secret.Item.Label", Value::text(label)),
            ("org.freedesktop.Secret.Item.Attributes", attributes(id)),
        ]);
        let secret = Value::Struct(vec![
            Value::path(&self.session),
            Value::Bytes(Vec::new().into()),
            Value::Bytes(secret.as_bytes().to_vec().into()),
            Value::text("text/plain"),
        ]);
        let body = vec![properties, secret, Value::Bool(true)];
        let call = of(DEFAULT, "org.freedesktop.Secret.Collection", "CreateItem", body);
        let answer = self.bus.call(&call, TYPING)?;
        self.prompted(answer.get(1)).map(drop)
    }

    /// Returns the secret of an identifier. Without `asking`, a keyring that is
    /// locked stays so.
    pub(crate) fn fetch(
        &mut self,
        id: &str,
        asking: bool,
    ) -> Result<Zeroizing<String>, KeyringError> {
        let item = self.find(id, asking)?.ok_or(KeyringError::Missing)?;
        let body = vec![Value::path(&self.session)];
        let call = of(&item, "org.freedesktop.Secret.Item", "GetSecret", body);
        let answer = self.bus.call(&call, PATIENCE)?;
        let secret = answer.first().and_then(|secret| secret.items().get(2)?.as_bytes());
        let text = secret.and_then(|bytes| std::str::from_utf8(bytes).ok());
        text.map(|text| Zeroizing::new(text.to_owned())).ok_or(KeyringError::Missing)
    }

    /// Removes the secret of an identifier; tells whether there was one.
    pub(crate) fn remove(&mut self, id: &str) -> Result<bool, KeyringError> {
        let Some(item) = self.find(id, true)? else { return Ok(false) };
        let call = of(&item, "org.freedesktop.Secret.Item", "Delete", Vec::new());
        let answer = self.bus.call(&call, TYPING)?;
        self.prompted(answer.first()).map(|()| true)
    }

    /// Finds the item of an identifier, opened if it was locked.
    fn find(&mut self, id: &str, asking: bool) -> Result<Option<String>, KeyringError> {
        let answer = self.bus.call(&of_service("SearchItems", vec![attributes(id)]), PATIENCE)?;
        let first = |at: usize| {
            let paths = answer.get(at).map(Value::items).unwrap_or_default();
            paths.first().and_then(Value::as_str).map(str::to_owned)
        };
        if let Some(open) = first(0) {
            return Ok(Some(open));
        }
        let Some(locked) = first(1) else { return Ok(None) };
        if !asking {
            return Err(KeyringError::Locked);
        }
        self.unlock(&locked)?;
        Ok(Some(locked))
    }

    fn unlock(&mut self, object: &str) -> Result<(), KeyringError> {
        let call = of_service("Unlock", vec![Value::paths([object])]);
        let answer = self.bus.call(&call, PATIENCE)?;
        self.prompted(answer.get(1))
    }

    /// Lets the keyring ask the person where it has to; `/` says that it has not.
    fn prompted(&mut self, prompt: Option<&Value>) -> Result<(), KeyringError> {
        let Some(prompt) = prompt.and_then(Value::as_str).filter(|path| *path != "/") else {
            return Ok(());
        };
        let interface = "org.freedesktop.Secret.Prompt";
        self.bus.call(&of(prompt, interface, "Prompt", vec![Value::text("")]), PATIENCE)?;
        let answer = self.bus.signal(prompt, interface, "Completed", TYPING)?;
        match answer.first().and_then(Value::as_bool) {
            Some(false) => Ok(()),
            _ => Err(KeyringError::Locked),
        }
    }
}

fn of<'a>(path: &'a str, interface: &'a str, member: &'a str, body: Vec<Value>) -> Call<'a> {
    Call { to: SERVICE, path, interface, member, body }
}

fn of_service(member: &str, body: Vec<Value>) -> Call<'_> {
    of(ROOT, "org.freedesktop.Secret.Service", member, body)
}

fn attributes(id: &str) -> Value {
    Value::texts([("application", "secondkey"), ("vault", id)])
}
