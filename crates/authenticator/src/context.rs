//! What every command is given: global options, the world outside, the streams;
//! and the way from there to an opened vault.

use std::cell::OnceCell;
use std::path::Path;

use vault::{Error, Key, Place, Vault, day, read_foreign};

use crate::ask;
use crate::bus::keyring::{Keyring, KeyringError};
use crate::cli::Global;
use crate::env::Env;
use crate::failure::Failure;
use crate::output::Output;

/// What to do where there is no terminal to ask at.
const WITHOUT_TERMINAL: &str = "give --passphrase-file F or --recovery-key-file F";

/// How a recovery key is typed back.
pub(crate) const TYPE_BACK: &str = "secondkey vault check --recovery-key-file -";

pub(crate) struct Context {
    pub(crate) global: Global,
    pub(crate) env: Env,
    pub(crate) output: Output,
    keys: OnceCell<Vec<Key>>,
}

impl Context {
    /// Makes the context of one command.
    pub(crate) fn new(global: Global, env: Env, output: Output) -> Self {
        Self { global, env, output, keys: OnceCell::new() }
    }

    /// Returns where the vault lies.
    pub(crate) fn place(&self) -> Result<Place, Failure> {
        let path = match &self.global.vault {
            Some(path) => path.clone(),
            None => self.env.default_vault()?,
        };
        Ok(Place::new(&path)?)
    }

    /// Opens the vault: with the recovery key where one is given, else with the
    /// passphrase, asked for where no file has it.
    pub(crate) fn open(&self) -> Result<Vault, Failure> {
        if let Some(vault) = self.open_by_keyring(true)? {
            return Ok(self.greeted(vault));
        }
        self.open_by_hand()
    }

    /// Opens the vault without asking the keyring.
    pub(crate) fn open_by_hand(&self) -> Result<Vault, Failure> {
        let place = self.existing_place()?;
        let keys = self.keys(&place)?;
        Ok(self.greeted(Vault::open(&place, keys)?))
    }

    /// Opens the vault with the key that the keyring has; nothing where it has
    /// none, or another key was named. `asking` lets the keyring ask the person.
    pub(crate) fn open_by_keyring(&self, asking: bool) -> Result<Option<Vault>, Failure> {
        let place = self.existing_place()?;
        let named =
            self.global.passphrase_file.is_some() || self.global.recovery_key_file.is_some();
        if named || self.keys.get().is_some() {
            return Ok(None);
        }
        Ok(self.keyring_key(&place, asking).map(|(_, vault)| vault))
    }

    /// Returns the key that the keyring has, and the vault that it opened. Where
    /// there is no keyring or no key in it, nothing is said: the passphrase is
    /// asked for instead.
    pub(crate) fn keyring_key(&self, place: &Place, asking: bool) -> Option<(Key, Vault)> {
        let id = keyring_id(place)?;
        let fetched = Keyring::open(&self.env).and_then(|mut keyring| keyring.fetch(&id, asking));
        let opened = match fetched {
            Ok(text) => one_key(&text)
                .ok_or_else(|| "what the keyring has is no key".to_owned())
                .and_then(|key| {
                    let vault = Vault::open(place, vec![key.clone()]);
                    vault.map(|vault| (key, vault)).map_err(|error| format!("the keyring: {error}"))
                }),
            Err(KeyringError::Absent(_) | KeyringError::Missing) => return None,
            Err(error) => Err(error.to_string()),
        };
        opened.map_err(|why| self.output.say(&format!("Note: {why}."))).ok()
    }

    /// Says what is to be said when a vault was opened.
    pub(crate) fn greeted(&self, vault: Vault) -> Vault {
        if let Some(warning) = rolled_back(&vault) {
            self.output.say(&warning);
        }
        if self.output.terminal {
            self.ask_for_drill(&vault);
        }
        vault
    }

    /// Returns the keys that open the vault; nobody is asked twice.
    fn keys(&self, place: &Place) -> Result<Vec<Key>, Failure> {
        if let Some(keys) = self.keys.get() {
            return Ok(keys.clone());
        }
        let keys = match self.recovery_keys()? {
            Some(keys) => keys,
            None => vec![self.device_key(place)?],
        };
        Ok(self.keys.get_or_init(|| keys).clone())
    }

    /// Asks to try a key that nobody has tried for a long time.
    fn ask_for_drill(&self, vault: &Vault) {
        let contents = vault.contents();
        if contents.unfinished().is_some() {
            self.output.alarm(&format!(
                "Not safe yet: the recovery key of this vault was never typed back from paper.\nTry it now:  {TYPE_BACK}"
            ));
        } else if let Some(key) = contents.overdue(self.env.now()).first() {
            let when = match contents.proved(&key.key) {
                Some(time) => format!("was last tried on {}", day(time)),
                None => "has never been tried".to_owned(),
            };
            self.output.say(&format!(
                "{} ...{} {when}. Does it still open the vault? secondkey vault check --recovery-key-file F",
                key.name,
                key.key.fingerprint()
            ));
        }
    }

    /// Says so when a change could not be backed up.
    pub(crate) fn mind_backup(&self, vault: &Vault) {
        if let Some(fault) = vault.backup_fault() {
            self.output.say(&format!("Warning: the change is made, but has no backup: {fault}"));
        }
    }

    /// Returns where the vault lies, or says that there is none, before anyone
    /// types a passphrase in vain.
    pub(crate) fn existing_place(&self) -> Result<Place, Failure> {
        let place = self.place()?;
        if place.vault().symlink_metadata().is_err() {
            let missing = Error::NoVault(place.vault().to_owned());
            return Err(Failure::new(format!("{missing}; make one with: secondkey init")));
        }
        Ok(place)
    }

    /// Reads the recovery key file that was named: a text, or a photograph of the QR
    /// code. For `-` a person is asked, and a program gives it on standard input.
    pub(crate) fn recovery_keys(&self) -> Result<Option<Vec<Key>>, Failure> {
        let Some(path) = &self.global.recovery_key_file else { return Ok(None) };
        let text = if path == Path::new("-") && ask::someone_is_there() {
            ask::secret("Recovery key (not shown)", "name a file")?
        } else {
            ask::written_or_pictured(path)?
        };
        let keys = Key::read_all(&text)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        Ok(Some(keys))
    }

    /// Opens the device's key with the passphrase, from its file or asked for,
    /// at a terminal up to three times.
    pub(crate) fn device_key(&self, place: &Place) -> Result<Key, Failure> {
        if let Some(path) = &self.global.passphrase_file {
            return Ok(Vault::device_key(place, &ask::passphrase_file(path)?)?);
        }
        if place.key_file().symlink_metadata().is_err() {
            return Err(Error::NoKeyFile(place.key_file()).into());
        }
        for _ in 0..2 {
            match Vault::device_key(place, &ask::secret("Passphrase", WITHOUT_TERMINAL)?) {
                Err(Error::WrongPassphrase) => self.output.say("Wrong passphrase, try again."),
                outcome => return Ok(outcome?),
            }
        }
        Ok(Vault::device_key(place, &ask::secret("Passphrase", WITHOUT_TERMINAL)?)?)
    }
}

/// Reads the one key in a text.
pub(crate) fn one_key(text: &str) -> Option<Key> {
    Key::read_all(text).ok()?.into_iter().next()
}

/// Reads under which identifier a keyring has the key of the vault at a place;
/// nothing where no keyring was let in.
pub(crate) fn keyring_id(place: &Place) -> Option<String> {
    let bytes = read_foreign(&place.keyring()).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?.trim();
    let is_id = text.len() == 32 && text.chars().all(|c| c.is_ascii_hexdigit());
    is_id.then(|| text.to_owned())
}

/// Says so when an older vault was put in place of a newer one.
pub(crate) fn rolled_back(vault: &Vault) -> Option<String> {
    let newest = vault.rolled_back()?;
    Some(format!(
        "Warning: the vault is of generation {}, but generation {newest} lies in {}. Was an older vault put back?",
        vault.contents().generation(),
        vault.place().backups().display()
    ))
}
