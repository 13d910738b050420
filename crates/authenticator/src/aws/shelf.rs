//! Where codes and temporary credentials are had from and kept: the agent where
//! it is open, else the vault and the sealed file beside it.

use std::time::Duration;

use device_wire::agent::{Answer, Ask, ShownEntry};
use vault::{SessionsLock, Vault};
use zeroize::Zeroizing;

use crate::context::Context;
use crate::failure::Failure;
use crate::kept::{Fresh, Kept};
use crate::{agent, answers, clock};

/// The exit status of a command that would have had to ask for something.
const WOULD_ASK: u8 = 4;

/// Is a shelf, opened.
pub(crate) struct Shelf<'a> {
    context: &'a Context,
    entries: Vec<ShownEntry>,
    /// Nothing where the agent has everything.
    vault: Option<(Vault, Kept)>,
}

/// Returns the time in Unix seconds, corrected where the clock is known to be
/// wrong: services refuse codes and signatures of another time.
pub(crate) fn right_time(context: &Context) -> u64 {
    let behind = clock::known(&context.env).filter(|clock| clock.is_off());
    clock::right(&context.env, behind.map_or(0, |clock| clock.behind))
}

/// Tells which entry is a device: the one that knows its serial number, else the
/// one whose label names it, `DEVICE@ACCOUNT`.
pub(crate) fn entry_of<'e>(entries: &'e [ShownEntry], serial: &str) -> Option<&'e ShownEntry> {
    let known = entries.iter().find(|entry| entry.serial.as_deref() == Some(serial));
    known.or_else(|| {
        let (account, device) = serial.split_once(":iam::")?.1.split_once(":mfa/")?;
        let label = format!("{}@{account}", device.rsplit('/').next()?);
        let mut hits = entries.iter().filter(|entry| entry.account == label);
        hits.next().filter(|_| hits.next().is_none())
    })
}

impl<'a> Shelf<'a> {
    /// Opens it: the agent is asked first. With `silent`, nobody is asked for a
    /// passphrase.
    pub(crate) fn open(context: &'a Context, silent: bool) -> Result<Self, Failure> {
        if let Some(Answer::List(entries)) = agent::ask(context, Ask::List)? {
            return Ok(Self { context, entries, vault: None });
        }
        let global = &context.global;
        let named = global.passphrase_file.is_some() || global.recovery_key_file.is_some();
        let vault = if silent && !named {
            context.open_by_keyring(false)?.ok_or_else(|| {
                Failure::with(
                    "the vault is not open and --no-prompt forbids to ask: secondkey agent start, or unlock",
                    WOULD_ASK,
                )
            })?
        } else {
            context.open()?
        };
        let kept = vault.sessions().map(|bytes| Kept::read(&bytes)).unwrap_or_default();
        let entries = answers::list(vault.contents());
        Ok(Self { context, entries, vault: Some((vault, kept)) })
    }

    /// Returns all entries.
    pub(crate) fn entries(&self) -> &[ShownEntry] {
        &self.entries
    }

    /// Selects an entry by its whole name or identifier, else by a part of its
    /// name that only one has.
    pub(crate) fn find(&self, query: &str) -> Result<&ShownEntry, Failure> {
        let wanted = query.trim().to_lowercase();
        let exact = |entry: &&ShownEntry| entry.name.to_lowercase() == wanted || entry.id == wanted;
        if let Some(entry) = self.entries.iter().find(exact) {
            return Ok(entry);
        }
        let part = |entry: &&ShownEntry| entry.name.to_lowercase().contains(&wanted);
        let hits: Vec<&ShownEntry> = self.entries.iter().filter(part).collect();
        match hits.as_slice() {
            [entry] => Ok(entry),
            [] => Err(Failure::new(format!("no entry is called \"{query}\""))),
            several => {
                let names: Vec<&str> = several.iter().map(|entry| entry.name.as_str()).collect();
                Err(Failure::new(format!(
                    "\"{query}\" fits several entries; say which one: {}",
                    names.join(", ")
                )))
            }
        }
    }

    /// Looks again for what others have kept meanwhile; the caller holds the lock.
    pub(crate) fn look_again(&mut self) {
        if let Some((vault, kept)) = &mut self.vault {
            *kept = vault.sessions().map(|bytes| Kept::read(&bytes)).unwrap_or_default();
        }
    }

    /// Returns credentials that were kept and have not ended.
    pub(crate) fn kept(&self, id: &str) -> Result<Option<Zeroizing<String>>, Failure> {
        let time = right_time(self.context);
        match &self.vault {
            Some((_, kept)) => Ok(kept.get(id, time)),
            None => match agent::ask(self.context, Ask::Kept { id: id.to_owned(), time })? {
                Some(Answer::Kept(kept)) => Ok(kept),
                _ => Err(lost()),
            },
        }
    }

    /// Keeps credentials until they end.
    pub(crate) fn keep(
        &mut self,
        lock: &SessionsLock,
        id: &str,
        text: &Zeroizing<String>,
        until: u64,
    ) -> Result<(), Failure> {
        let now = right_time(self.context);
        if let Some((vault, kept)) = &mut self.vault {
            kept.keep(id.to_owned(), text.clone(), until, now);
            return Ok(vault.keep_sessions(lock, &kept.write()?)?);
        }
        let ask = Ask::Keep { id: id.to_owned(), text: text.clone(), until };
        agent::ask(self.context, ask)?.map(drop).ok_or_else(lost)
    }

    /// Returns a code of an entry that was not given out before, waiting for the
    /// next one where it must.
    pub(crate) fn fresh(
        &mut self,
        lock: &SessionsLock,
        entry: &str,
    ) -> Result<Zeroizing<String>, Failure> {
        loop {
            let time = right_time(self.context);
            let from = match self.try_fresh(lock, entry, time)? {
                Fresh::Code(code) => return Ok(code),
                Fresh::From(from) => from,
            };
            let left = from.saturating_sub(time).clamp(1, 60);
            if self.context.output.talks() {
                self.context.output.say(&format!(
                    "Each code is good once, and this one was used: waiting {left} s for the next."
                ));
            }
            self.context.env.sleep(Duration::from_secs(left));
        }
    }

    fn try_fresh(&mut self, lock: &SessionsLock, id: &str, time: u64) -> Result<Fresh, Failure> {
        let Some((vault, kept)) = &mut self.vault else {
            return match agent::ask(self.context, Ask::Fresh { id: id.to_owned(), time })? {
                Some(Answer::Fresh { code: Some(code), .. }) => Ok(Fresh::Code(code)),
                Some(Answer::Fresh { code: None, from }) => Ok(Fresh::From(from)),
                _ => Err(lost()),
            };
        };
        let entry = vault.contents().find_exactly(id)?;
        let totp = entry.otpauth().totp();
        let totp = totp.ok_or_else(|| Failure::usage("this entry counts its codes"))?;
        let fresh = kept.fresh(entry.id(), &totp, time);
        vault.keep_sessions(lock, &kept.write()?)?;
        Ok(fresh)
    }

    /// Notes that an entry's codes up to a step were given out.
    pub(crate) fn spend(
        &mut self,
        lock: &SessionsLock,
        id: &str,
        step: u64,
    ) -> Result<(), Failure> {
        match &mut self.vault {
            Some((vault, kept)) => {
                kept.spend(id, step);
                Ok(vault.keep_sessions(lock, &kept.write()?)?)
            }
            None => agent::ask(self.context, Ask::Spend { id: id.to_owned(), step })?
                .map(drop)
                .ok_or_else(lost),
        }
    }
}

fn lost() -> Failure {
    Failure::new("the agent was locked meanwhile; try again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, account: &str, serial: Option<&str>) -> ShownEntry {
        ShownEntry {
            id: id.to_owned(),
            name: id.to_owned(),
            issuer: None,
            account: account.to_owned(),
            kind: "totp".to_owned(),
            root: false,
            serial: serial.map(str::to_owned),
            groups: Vec::new(),
        }
    }

    #[test]
    fn a_device_is_known_by_its_number_or_by_its_label_alone() {
        const SERIAL: &str = "arn:aws:iam::123456789012:mfa/staff/alice";
        let found = |entries: &[ShownEntry]| entry_of(entries, SERIAL).map(|one| one.id.clone());
        let label = entry("label", "alice@123456789012", None);
        let number = entry("number", "x", Some(SERIAL));
        assert_eq!(found(&[label.clone(), number]).as_deref(), Some("number"));
        assert_eq!(
            found(&[entry("x", "bob@123456789012", None), label.clone()]).as_deref(),
            Some("label")
        );
        // Two that fit are none: a wrong guess costs an attempt, or a device.
        assert_eq!(found(&[label.clone(), entry("twin", "alice@123456789012", None)]), None);
        assert!(entry_of(&[label], "GAHT12345678").is_none());
    }
}
