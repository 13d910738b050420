//! What an opened vault holds, and the rules among entries: names are unique,
//! a query selects exactly one entry or is refused. How this is written down is
//! `payload`'s affair, where it is kept `vault`'s.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasher;

use serde_json::{Map, Value};

use crate::name::fold;
use crate::{Candidate, Entry, Error, Name, PublicKey};

/// Is whom a key belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecipientKind {
    /// The key file beside the vault, guarded by the passphrase.
    Device,
    /// A printed recovery key.
    Recovery,
    /// In the operating system's keyring, on one device.
    Keyring,
}

/// Is a key that the vault is encrypted to.
#[derive(Clone)]
pub struct Recipient {
    /// Whom it belongs to.
    pub kind: RecipientKind,
    /// What people call it.
    pub name: String,
    /// Its public half.
    pub key: PublicKey,
    /// Since when it opens the vault, in Unix seconds.
    pub added: u64,
}

/// Is the content of a vault.
#[derive(Clone)]
pub struct Contents {
    pub(crate) vault_id: String,
    pub(crate) generation: u64,
    pub(crate) written: u64,
    pub(crate) recipients: Vec<Recipient>,
    /// When each key was last seen to open the vault, by its public half.
    pub(crate) proved: BTreeMap<String, u64>,
    entries: Vec<Entry>,
    /// Where each entry stands, by its name as it is compared, so that a vault of
    /// thousands is read and filled in time that grows with its size only, and a
    /// whole name is found at once.
    names: HashMap<String, usize>,
    /// The hashes of all identifiers that there are or were: what is not among them
    /// need not be looked for.
    ids: HashSet<u64, RandomState>,
    /// Fields of the payload that this version does not know, given back.
    pub(crate) extra: Map<String, Value>,
}

impl Contents {
    /// How long a key kept for emergencies may stay untried: ninety days.
    pub const DRILL: u64 = 90 * 86_400;

    /// Makes the content of a vault without entries.
    pub(crate) fn empty(
        vault_id: String,
        generation: u64,
        written: u64,
        recipients: Vec<Recipient>,
    ) -> Self {
        let (entries, names, ids) = (Vec::new(), HashMap::new(), HashSet::default());
        let (proved, extra) = (BTreeMap::new(), Map::new());
        Self { vault_id, generation, written, recipients, proved, entries, names, ids, extra }
    }

    /// Returns the vault's identifier, which never changes.
    pub fn vault_id(&self) -> &str {
        &self.vault_id
    }

    /// Returns how often the vault has been written, from 1.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Returns when it was last written, in Unix seconds.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Returns the keys that the vault is encrypted to.
    pub fn recipients(&self) -> &[Recipient] {
        &self.recipients
    }

    /// Returns when a key was last seen to open the vault, in Unix seconds.
    pub fn proved(&self, key: &PublicKey) -> Option<u64> {
        self.proved.get(&key.to_string()).copied()
    }

    /// Notes that a key has just opened the vault; strangers are passed over.
    pub fn prove(&mut self, key: &PublicKey, now: u64) {
        if self.recipients.iter().any(|recipient| &recipient.key == key) {
            self.proved.insert(key.to_string(), now);
        }
    }

    /// Returns the keys kept for emergencies that nobody has tried for
    /// [`Self::DRILL`] seconds: a key that is not tried is a hope.
    pub fn overdue(&self, now: u64) -> Vec<&Recipient> {
        let since = |one: &Recipient| self.proved(&one.key).unwrap_or_default().max(one.added);
        let recoveries = self.recipients.iter().filter(|one| one.kind == RecipientKind::Recovery);
        recoveries.filter(|one| since(one).saturating_add(Self::DRILL) <= now).collect()
    }

    /// Returns a recovery key where none was ever seen to open the vault: until one
    /// was typed back, nobody knows whether what was written down is right.
    pub fn unfinished(&self) -> Option<&Recipient> {
        let mut recoveries =
            self.recipients.iter().filter(|one| one.kind == RecipientKind::Recovery);
        let first = recoveries.clone().next();
        first.filter(|_| recoveries.all(|one| self.proved(&one.key).is_none()))
    }

    /// Lets another key open the vault; neither the key nor its name may be
    /// there already.
    pub fn add_recipient(&mut self, recipient: Recipient) -> Result<(), Error> {
        let name = Name::new(&recipient.name)?;
        let twin = |one: &&Recipient| one.key == recipient.key || fold(&one.name) == name.folded();
        if let Some(twin) = self.recipients.iter().find(twin) {
            return Err(Error::KeyTaken(twin.name.clone()));
        }
        self.recipients.push(recipient);
        Ok(())
    }

    /// Takes a key, by its name or fingerprint, from those that open the vault
    /// and returns it. This device's key and the last recovery key stay.
    pub fn remove_recipient(&mut self, query: &str) -> Result<Recipient, Error> {
        let called = |one: &&Recipient| {
            fold(&one.name) == fold(query) || one.key.fingerprint() == query.trim_matches('.')
        };
        let hits: Vec<&Recipient> = self.recipients.iter().filter(called).collect();
        let [wanted] = hits.as_slice() else { return Err(Error::NoSuchKey(query.to_owned())) };
        let recoveries = self.recipients.iter().filter(|one| one.kind == RecipientKind::Recovery);
        let needed = match wanted.kind {
            RecipientKind::Device => true,
            RecipientKind::Recovery => recoveries.count() < 2,
            RecipientKind::Keyring => false,
        };
        if needed {
            return Err(Error::KeyNeeded(wanted.name.clone()));
        }
        let wanted = (*wanted).clone();
        self.recipients.retain(|one| one.key != wanted.key);
        self.proved.remove(&wanted.key.to_string());
        Ok(wanted)
    }

    /// Returns the entries in the order of adding.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Selects one entry: by its whole name or identifier, else by the beginning
    /// of its name, else by a part of its name; case does not matter. Several
    /// entries at the same stage are an error that lists them.
    pub fn find(&self, query: &str) -> Result<&Entry, Error> {
        self.position(query).and_then(|at| self.entries.get(at).ok_or_else(|| self.unknown(query)))
    }

    /// Selects one entry by its whole name or identifier only.
    pub fn find_exactly(&self, query: &str) -> Result<&Entry, Error> {
        let wanted = fold(query);
        let found = self.called(&wanted).into_iter().next();
        found.and_then(|at| self.entries.get(at)).ok_or_else(|| self.unknown(query))
    }

    /// Adds an entry; its name must be free.
    pub fn add(&mut self, entry: Entry) -> Result<(), Error> {
        self.check_free(entry.named())?;
        self.names.insert(entry.named().folded().to_owned(), self.entries.len());
        self.ids.insert(self.ids.hasher().hash_one(entry.id()));
        self.entries.push(entry);
        Ok(())
    }

    /// Adds an entry under its name or, where that is taken, under the first
    /// name with a number behind it that is free: `Bank`, `Bank 2`, `Bank 3`.
    /// Returns the name.
    pub fn add_numbered(&mut self, mut entry: Entry) -> Result<String, Error> {
        let name = self.free_name(entry.named().clone());
        entry.rename(name.clone());
        self.add(entry).map(|()| name.as_str().to_owned())
    }

    fn free_name(&self, name: Name) -> Name {
        if !self.names.contains_key(name.folded()) {
            return name;
        }
        let room = Name::MAX_CHARS.saturating_sub(8);
        let head: String = name.as_str().chars().take(room).collect();
        (2..=u32::MAX)
            .filter_map(|number| Name::new(&format!("{} {number}", head.trim_end())).ok())
            .find(|name| !self.names.contains_key(name.folded()))
            .unwrap_or(name)
    }

    /// Says whether a name is free: an error names the entry that holds it.
    pub fn check_free(&self, name: &Name) -> Result<(), Error> {
        match self.names.get(name.folded()).and_then(|at| self.entries.get(*at)) {
            None => Ok(()),
            Some(holder) => {
                Err(Error::NameTaken { name: name.as_str().to_owned(), holder: holder.describe() })
            }
        }
    }

    /// Removes the entry with this identifier and returns it.
    pub fn remove(&mut self, id: &str) -> Result<Entry, Error> {
        let at = self.entries.iter().position(|entry| entry.id() == id);
        let at = at.ok_or_else(|| self.unknown(id))?;
        let removed = self.entries.remove(at);
        self.names.remove(removed.named().folded());
        for behind in self.names.values_mut().filter(|other| **other > at) {
            *behind -= 1;
        }
        Ok(removed)
    }

    /// Gives the entry with this identifier another name, which must be free
    /// or its own.
    pub fn rename(&mut self, id: &str, name: Name) -> Result<(), Error> {
        let unknown = self.unknown(id);
        let at = self.entries.iter().position(|entry| entry.id() == id).ok_or(unknown)?;
        if self.names.get(name.folded()).is_some_and(|holder| *holder != at) {
            self.check_free(&name)?;
        }
        if let Some(entry) = self.entries.get_mut(at) {
            self.names.remove(entry.named().folded());
            self.names.insert(name.folded().to_owned(), at);
            entry.rename(name);
        }
        Ok(())
    }

    /// Gives the entry with this identifier another note, other groups and
    /// another mark of root. A note of more than [`Entry::MAX_NOTE`] bytes is cut.
    pub fn revise(
        &mut self,
        id: &str,
        note: &str,
        groups: &[String],
        root: bool,
    ) -> Result<(), Error> {
        let unknown = self.unknown(id);
        let entry = self.entries.iter_mut().find(|entry| entry.id() == id).ok_or(unknown)?;
        *entry = entry.clone().noted(note).grouped(groups).marked_root(root);
        Ok(())
    }

    /// Moves a HOTP entry's counter on by `steps`; returns the counter from before.
    pub fn advance(&mut self, id: &str, steps: u64) -> Result<u64, Error> {
        let unknown = self.unknown(id);
        let entry = self.entries.iter_mut().find(|entry| entry.id() == id).ok_or(unknown)?;
        entry.advance(steps).ok_or(Error::CounterExhausted)
    }

    pub(crate) fn entry_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id() == id)
    }

    fn position(&self, query: &str) -> Result<usize, Error> {
        let wanted = fold(query);
        let named = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let all = self.entries.iter().enumerate();
            all.filter(|(_, entry)| fits(entry.named().folded())).map(|(at, _)| at).collect()
        };
        let stages: [&dyn Fn() -> Vec<usize>; 3] =
            [&|| self.called(&wanted), &|| named(&|name| name.starts_with(&wanted)), &|| {
                named(&|name| name.contains(&wanted))
            }];
        for stage in stages {
            match stage().as_slice() {
                [] => {}
                [at] => return Ok(*at),
                several => {
                    let hits = several.iter().filter_map(|at| self.entries.get(*at));
                    return Err(Error::Ambiguous {
                        query: query.to_owned(),
                        candidates: hits.map(candidate).collect(),
                    });
                }
            }
        }
        Err(self.unknown(query))
    }

    /// Returns where the entries stand that have exactly this folded name or
    /// identifier, in their order.
    fn called(&self, folded: &str) -> Vec<usize> {
        let mut hits: Vec<usize> = self.names.get(folded).copied().into_iter().collect();
        if self.ids.contains(&self.ids.hasher().hash_one(folded)) {
            let all = self.entries.iter().enumerate();
            hits.extend(all.filter(|(_, entry)| entry.id() == folded).map(|(at, _)| at));
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }

    fn unknown(&self, query: &str) -> Error {
        const SHOWN: usize = 12;
        let mut entries: Vec<String> =
            self.entries.iter().take(SHOWN).map(|entry| entry.name().to_owned()).collect();
        if self.entries.len() > SHOWN {
            entries.push(format!("... and {} more", self.entries.len() - SHOWN));
        }
        Error::NotFound { query: query.to_owned(), entries }
    }
}

fn candidate(entry: &Entry) -> Candidate {
    Candidate { name: entry.name().to_owned(), described: entry.describe() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(names: &[&str]) -> Contents {
        let mut contents = Contents::empty("v".to_owned(), 1, 0, Vec::new());
        for (id, name) in names.iter().enumerate() {
            contents.add(entry(&format!("id{id}"), name)).unwrap();
        }
        contents
    }

    fn entry(id: &str, name: &str) -> Entry {
        let uri = "otpauth://totp/x?secret=MZXW6YTB";
        Entry::new(id.to_owned(), Name::new(name).unwrap(), uri, 0).unwrap()
    }

    #[test]
    fn whole_names_win_over_beginnings_and_parts() {
        let contents = contents(&["aws", "aws-root", "my aws"]);
        assert_eq!(contents.find("AWS").unwrap().name(), "aws");
        assert_eq!(contents.find("aws-").unwrap().name(), "aws-root");
        assert_eq!(contents.find("my").unwrap().name(), "my aws");
        assert_eq!(contents.find("root").unwrap().name(), "aws-root");
        assert_eq!(contents.find("id2").unwrap().name(), "my aws");
    }

    #[test]
    fn what_was_removed_or_renamed_is_found_where_it_is_now() {
        let mut contents = contents(&["a", "b", "c", "id0"]);
        assert!(matches!(contents.find("id0").unwrap_err(), Error::Ambiguous { .. }));
        contents.remove("id0").unwrap();
        assert_eq!(contents.find("id0").unwrap().id(), "id3");
        for (name, id) in [("B", "id1"), ("c", "id2"), ("id3", "id3"), ("id2", "id2")] {
            assert_eq!(contents.find(name).unwrap().id(), id, "{name}");
            assert_eq!(contents.find_exactly(name).unwrap().id(), id, "{name}");
        }
        contents.rename("id1", Name::new("z").unwrap()).unwrap();
        assert!(contents.find("b").is_err() && contents.find("a").is_err());
        assert_eq!(contents.find("Z").unwrap().id(), "id1");
        contents.add(entry("id9", "b")).unwrap();
        assert_eq!(contents.find("b").unwrap().id(), "id9");
        contents.remove("id2").unwrap();
        assert_eq!(contents.find("b").unwrap().id(), "id9");
    }

    #[test]
    fn several_candidates_are_all_named_and_none_is_taken() {
        let contents = contents(&["aws-root", "aws-admin"]);
        let error = contents.find("aws").unwrap_err();
        assert!(matches!(&error, Error::Ambiguous { candidates, .. } if candidates.len() == 2));
        assert!(error.to_string().contains("aws-root (x)"), "{error}");
        assert!(matches!(contents.find("").unwrap_err(), Error::Ambiguous { .. }));
        assert!(matches!(contents.find("git").unwrap_err(), Error::NotFound { .. }));
        assert!(matches!(contents.find_exactly("aws-r").unwrap_err(), Error::NotFound { .. }));
    }

    #[test]
    fn names_are_unique_without_regard_to_case() {
        let mut contents = contents(&["Bank"]);
        let error = contents.add(entry("9", "bank")).unwrap_err();
        assert!(matches!(error, Error::NameTaken { .. }));
        assert_eq!(contents.entries().len(), 1);
    }

    fn recovery(name: &str, key: &crate::Key) -> Recipient {
        let (kind, name) = (RecipientKind::Recovery, name.to_owned());
        Recipient { kind, name, key: key.public(), added: 1_000 }
    }

    #[test]
    fn keys_come_and_go_but_never_the_last_one() {
        let mut contents = contents(&[]);
        let keys: Vec<crate::Key> = (0..3).map(|_| crate::Key::generate()).collect();
        contents.add_recipient(recovery("paper", &keys[0])).unwrap();
        assert!(matches!(contents.remove_recipient("paper"), Err(Error::KeyNeeded(_))));
        for (name, key) in [("PAPER ", &keys[1]), ("other", &keys[0])] {
            let twin = contents.add_recipient(recovery(name, key));
            assert!(matches!(twin, Err(Error::KeyTaken(_))), "{name}");
        }
        contents.add_recipient(recovery("Bob", &keys[1])).unwrap();
        assert!(matches!(contents.remove_recipient("Eve"), Err(Error::NoSuchKey(_))));
        let print = format!("...{}", keys[0].public().fingerprint());
        assert_eq!(contents.remove_recipient(&print).unwrap().name, "paper");
        assert_eq!(contents.recipients().len(), 1);
    }

    #[test]
    fn a_key_is_overdue_ninety_days_after_it_was_made_or_proved() {
        let mut contents = contents(&[]);
        let key = crate::Key::generate();
        contents.add_recipient(recovery("paper", &key)).unwrap();
        let due = 1_000 + Contents::DRILL;
        assert_eq!((contents.overdue(due - 1).len(), contents.overdue(due).len()), (0, 1));
        assert!(contents.unfinished().is_some(), "it was never tried");
        contents.prove(&key.public(), due);
        contents.prove(&crate::Key::generate().public(), due);
        assert!(contents.unfinished().is_none());
        assert_eq!((contents.proved.len(), contents.proved(&key.public())), (1, Some(due)));
        assert_eq!(contents.overdue(due + 1).len(), 0);
        assert_eq!(contents.overdue(due + Contents::DRILL).len(), 1);
    }

    #[test]
    fn a_removed_name_is_free_again_and_a_taken_one_gets_a_number() {
        let mut contents = contents(&["Bank", "bank 2"]);
        let free = |contents: &Contents| {
            contents.free_name(Name::new("BANK").unwrap()).as_str().to_owned()
        };
        assert_eq!(free(&contents), "BANK 3");
        contents.rename("id1", Name::new("other").unwrap()).unwrap();
        assert_eq!(free(&contents), "BANK 2");
        contents.remove("id0").unwrap();
        assert_eq!(free(&contents), "BANK");
        let long = Name::new(&"x".repeat(Name::MAX_CHARS)).unwrap();
        contents.add(entry("9", long.as_str())).unwrap();
        assert!(contents.free_name(long).as_str().ends_with(" 2"));
    }

    #[test]
    fn an_entry_is_revised_and_keeps_its_secret() {
        let mut contents = contents(&["a", "b"]);
        let groups = ["work".to_owned()];
        contents.revise("id1", "codes: 1 2 3", &groups, true).unwrap();
        let entry = contents.find("b").unwrap();
        assert_eq!((entry.expose_note(), entry.groups()), (Some("codes: 1 2 3"), &groups[..]));
        assert!(entry.is_root() && entry.expose_uri().contains("MZXW6YTB"));
        contents.revise("id1", " ", &[], false).unwrap();
        let entry = contents.find("b").unwrap();
        assert!(entry.expose_note().is_none() && entry.groups().is_empty() && !entry.is_root());
        assert!(contents.revise("nobody", "", &[], false).is_err());
    }

    #[test]
    fn renaming_may_change_the_case_but_not_take_another_name() {
        let mut contents = contents(&["a", "b"]);
        contents.rename("id0", Name::new("A").unwrap()).unwrap();
        assert_eq!(contents.find("a").unwrap().name(), "A");
        assert!(contents.rename("id0", Name::new("B").unwrap()).is_err());
        assert!(contents.rename("nobody", Name::new("c").unwrap()).is_err());
    }
}
