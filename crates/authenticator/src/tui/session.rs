//! What the model wants done: the vault opened and changed, the clipboard lent,
//! pictures looked at. The answers are events.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use vault::{Entry, Error, Name, Place, Vault, day};

use super::event::{Change, Effect, Event, Source};
use super::moment::counted;
use super::reading;
use crate::clipboard::Loan;
use crate::context::Context;
use crate::failure::Failure;

/// Is the vault while the interface runs: open, or locked and its keys forgotten.
pub(crate) struct Session<'a> {
    context: &'a Context,
    place: Place,
    vault: Option<Vault>,
    loan: Option<Loan>,
    seen: Option<(SystemTime, u64)>,
}

impl<'a> Session<'a> {
    /// Opens the vault as every command does.
    pub(crate) fn open(context: &'a Context) -> Result<Self, Failure> {
        let vault = context.open()?;
        let place = vault.place().clone();
        let mut session = Self { context, place, vault: Some(vault), loan: None, seen: None };
        session.seen = session.stamp();
        Ok(session)
    }

    /// Returns the entries; none while the vault is locked.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.vault.as_ref().map(|vault| vault.contents().entries().to_vec()).unwrap_or_default()
    }

    /// Says what the person should know about the vault, if anything.
    pub(crate) fn warning(&self) -> Option<String> {
        let vault = self.vault.as_ref()?;
        if let Some(newest) = vault.rolled_back() {
            let own = vault.contents().generation();
            return Some(format!(
                "generation {own} of the vault, but {newest} among its backups: was an older one put back?"
            ));
        }
        if let Some(key) = vault.contents().unfinished() {
            return Some(format!("{} was never typed back; see: secondkey vault check", key.name));
        }
        let overdue = vault.contents().overdue(self.context.env.now());
        overdue.first().map(|key| {
            let tried = vault.contents().proved(&key.key).map(day);
            let tried = tried.map_or("never".to_owned(), |day| format!("last on {day}"));
            format!("{} was {tried} tried; see: secondkey vault check", key.name)
        })
    }

    /// Does one thing and returns what came of it.
    pub(crate) fn act(&mut self, effect: Effect) -> Vec<Event> {
        let outcome = match effect {
            Effect::Quit => Ok(Vec::new()),
            Effect::Lock => {
                self.vault = None;
                Ok(Vec::new())
            }
            Effect::Unlock(passphrase) => self.unlock(&passphrase),
            Effect::Copy(text) => Loan::new(&text).map(|loan| {
                self.loan = Some(loan);
                vec![Event::Copied]
            }),
            Effect::TakeBack => self
                .loan
                .take()
                .map_or(Ok(Vec::new()), |loan| loan.take_back().map(|()| Vec::new())),
            Effect::Count(id) => self.count(&id),
            Effect::Look(source) => {
                let source = match source {
                    Source::File(path) => Source::File(self.at_home(path)),
                    other => other,
                };
                reading::look(&self.context.env, &source).map(|texts| vec![Event::Read(texts)])
            }
            Effect::Save(change) => self.save(change),
        };
        outcome.unwrap_or_else(|failure| vec![Event::Failed(failure.message)])
    }

    /// Returns the entries anew when another process has written the vault.
    pub(crate) fn refreshed(&mut self) -> Option<Event> {
        let stamp = self.stamp();
        if stamp == self.seen {
            return None;
        }
        let vault = self.vault.as_mut()?;
        self.seen = stamp;
        match vault.reload() {
            Ok(()) => Some(Event::Entries(vault.contents().entries().to_vec())),
            Err(error) => Some(Event::Failed(error.to_string())),
        }
    }

    fn unlock(&mut self, passphrase: &str) -> Result<Vec<Event>, Failure> {
        let key = Vault::device_key(&self.place, passphrase).map_err(|error| match error {
            Error::WrongPassphrase => Failure::new("wrong passphrase"),
            other => other.into(),
        })?;
        self.vault = Some(Vault::open(&self.place, vec![key])?);
        self.seen = self.stamp();
        Ok(vec![Event::Entries(self.entries())])
    }

    fn count(&mut self, id: &str) -> Result<Vec<Event>, Failure> {
        let now = self.context.env.now();
        let vault = self.vault.as_mut().ok_or_else(locked)?;
        let counter = vault.update(now, |contents| contents.advance(id, 1))?;
        let code = counted(vault.contents().find_exactly(id)?, counter);
        let mut events = self.written();
        events.push(Event::Counted { id: id.to_owned(), code });
        Ok(events)
    }

    fn save(&mut self, change: Change) -> Result<Vec<Event>, Failure> {
        let now = self.context.env.now();
        let new_id = self.context.env.identifier(8)?;
        let vault = self.vault.as_mut().ok_or_else(locked)?;
        let (said, id) = match change {
            Change::Add { uri, name, groups, root, note } => {
                let entry = Entry::new(new_id.clone(), Name::new(&name)?, &uri, now)?
                    .marked_root(root)
                    .grouped(&groups)
                    .noted(&note);
                let twin = vault.update(now, |contents| {
                    let same = |one: &&Entry| one.otpauth().seed.same(&entry.otpauth().seed);
                    let twin = contents.entries().iter().find(same).map(Entry::describe);
                    contents.add(entry.clone()).map(|()| twin)
                })?;
                let said = match twin {
                    Some(twin) => format!("added; {twin} has the same secret"),
                    None => "added".to_owned(),
                };
                (said, Some(new_id))
            }
            Change::Revise { id, name, groups, root, note } => {
                let name = Name::new(&name)?;
                vault.update(now, |contents| {
                    contents.rename(&id, name)?;
                    contents.revise(&id, &note, &groups, root)
                })?;
                ("saved".to_owned(), Some(id))
            }
            Change::Remove { id } => {
                let removed = vault.update(now, |contents| contents.remove(&id))?;
                (format!("removed {}", removed.name()), None)
            }
        };
        let fault = vault.backup_fault().map(ToString::to_string);
        let mut events = self.written();
        events.push(Event::Saved { said, id });
        events
            .extend(fault.map(|fault| Event::Failed(format!("saved, but not backed up: {fault}"))));
        Ok(events)
    }

    /// Returns the entries after a change of our own.
    fn written(&mut self) -> Vec<Event> {
        self.seen = self.stamp();
        vec![Event::Entries(self.entries())]
    }

    fn stamp(&self) -> Option<(SystemTime, u64)> {
        let data = self.place.vault().metadata().ok()?;
        Some((data.modified().ok()?, data.len()))
    }

    fn at_home(&self, path: PathBuf) -> PathBuf {
        match (path.strip_prefix("~"), self.context.env.home()) {
            (Ok(rest), Some(home)) => home.join(rest as &Path),
            _ => path,
        }
    }
}

fn locked() -> Failure {
    Failure::new("the vault is locked")
}
