//! Joining two copies of one vault that both changed, as happens when a file
//! sync carries a vault between machines. Nothing that either copy holds is
//! lost; an entry that only one of them removed therefore comes back.

use otp::Kind;

use crate::{Contents, Entry, Error};

/// Is what a merge has changed, by the names of entries and keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Entries that only the other copy had.
    pub added: Vec<String>,
    /// Entries in which something of the other copy was taken over.
    pub changed: Vec<String>,
    /// Keys that open the other copy and not this one. They are not taken over:
    /// whom a vault opens to is said by its owner, not by a file.
    pub foreign_keys: Vec<String>,
}

impl Contents {
    /// Takes over what another copy of this vault has and this one has not: new
    /// entries, higher counters, notes, groups, marks of root, and the names of
    /// the copy that was written last.
    pub fn merge(&mut self, other: &Self) -> Result<Merged, Error> {
        let mut merged = Merged::default();
        let later = other.written > self.written;
        for theirs in other.entries() {
            let Some(ours) = self.entry_mut(theirs.id()) else {
                merged.added.push(self.add_numbered(theirs.clone())?);
                continue;
            };
            if !ours.otpauth().seed.same(&theirs.otpauth().seed) {
                // The same entry with another secret: both stay.
                let id = format!("{}-{}", theirs.id(), other.generation);
                if self.entry_mut(&id).is_none() {
                    merged.added.push(self.add_numbered(theirs.clone().with_id(id))?);
                }
                continue;
            }
            let mut changed = ours.take_over(theirs);
            let id = ours.id().to_owned();
            let renamed = later && ours.named().as_str() != theirs.named().as_str();
            if renamed && self.rename(&id, theirs.named().clone()).is_ok() {
                changed = true;
            }
            if changed {
                merged.changed.push(self.find_exactly(&id)?.name().to_owned());
            }
        }
        for (key, time) in &other.proved {
            if let Some(ours) = self.proved.get_mut(key) {
                *ours = (*ours).max(*time);
            }
        }
        let known = |key| self.recipients.iter().any(|ours| &ours.key == key);
        let foreign = other.recipients.iter().filter(|theirs| !known(&theirs.key));
        merged.foreign_keys = foreign.map(|theirs| theirs.name.clone()).collect();
        Ok(merged)
    }
}

impl Entry {
    /// Takes over what another version of the same entry has more of; tells
    /// whether that was anything.
    fn take_over(&mut self, theirs: &Self) -> bool {
        let mut changed = false;
        if let (Kind::Hotp(ours), Kind::Hotp(theirs)) = (self.otpauth().kind, theirs.otpauth().kind)
            && theirs > ours
        {
            changed |= self.advance(theirs - ours).is_some();
        }
        let mut one = self.clone();
        let note = match (self.expose_note(), theirs.expose_note()) {
            (None, Some(note)) => Some(note.to_owned()),
            (Some(ours), Some(note)) if !ours.contains(note) => Some(format!("{ours}\n\n{note}")),
            _ => None,
        };
        if let Some(note) = note.map(zeroize::Zeroizing::new) {
            one = one.noted(&note);
            changed = true;
        }
        if theirs.groups().iter().any(|group| !self.groups().contains(group)) {
            one = one.grouped(&[self.groups(), theirs.groups()].concat());
            changed = true;
        }
        if let (None, Some(serial)) = (self.serial(), theirs.serial()) {
            one = one.known_as(serial);
            changed = true;
        }
        if theirs.is_root() && !self.is_root() {
            one = one.marked_root(true);
            changed = true;
        }
        *self = one;
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Key, Name, Recipient, RecipientKind};

    fn copy(written: u64, entries: &[(&str, &str, &str)]) -> Contents {
        let mut contents = Contents::empty("v".to_owned(), 3, written, Vec::new());
        for (id, name, uri) in entries {
            let name = Name::new(name).unwrap();
            let uri = format!("otpauth://{uri}");
            contents.add(Entry::new((*id).to_owned(), name, &uri, 0).unwrap()).unwrap();
        }
        contents
    }

    fn names(contents: &Contents) -> Vec<&str> {
        contents.entries().iter().map(Entry::name).collect()
    }

    const A: (&str, &str, &str) = ("a", "bank", "totp/x?secret=MZXW6YTB");

    #[test]
    fn both_sides_additions_stay() {
        let mut ours = copy(1, &[A, ("b", "mail", "totp/y?secret=MZXW6YTC")]);
        let theirs = copy(2, &[A, ("c", "mail", "totp/z?secret=MZXW6YTD")]);
        let merged = ours.merge(&theirs).unwrap();
        assert_eq!(merged.added, ["mail 2"]);
        assert_eq!(names(&ours), ["bank", "mail", "mail 2"]);
        assert_eq!(ours.merge(&theirs).unwrap(), Merged::default(), "once is enough");
    }

    #[test]
    fn the_higher_counter_and_the_later_name_win() {
        let at = |counter| format!("hotp/x?secret=MZXW6YTB&counter={counter}");
        let mut ours = copy(1, &[("a", "old name", &at(7))]);
        let theirs = copy(2, &[("a", "new name", &at(9))]);
        assert_eq!(ours.merge(&theirs).unwrap().changed, ["new name"]);
        assert_eq!(ours.entries()[0].otpauth().kind, Kind::Hotp(9));
        let mut later = copy(3, &[("a", "newest", &at(11))]);
        assert_eq!(later.merge(&theirs).unwrap(), Merged::default());
        assert_eq!(
            (names(&later)[0], later.entries()[0].otpauth().kind),
            ("newest", Kind::Hotp(11))
        );
    }

    #[test]
    fn notes_groups_and_root_come_together() {
        let with = |note: &str, group: &str| {
            let mut contents = copy(1, &[]);
            let entry = copy(1, &[A]).entries()[0].clone();
            contents.add(entry.noted(note).grouped(&[group.to_owned()])).unwrap();
            contents
        };
        let (mut ours, theirs) = (with("one", "work"), with("two", "home"));
        assert_eq!(ours.merge(&theirs).unwrap().changed, ["bank"]);
        assert_eq!(ours.entries()[0].expose_note(), Some("one\n\ntwo"));
        assert_eq!(ours.entries()[0].groups(), ["work", "home"]);
        assert_eq!(ours.merge(&theirs).unwrap(), Merged::default());
    }

    #[test]
    fn another_secret_under_one_id_replaces_nothing() {
        let mut ours = copy(1, &[A]);
        let theirs = copy(2, &[("a", "bank", "totp/x?secret=GEZDGNBV")]);
        assert_eq!(ours.merge(&theirs).unwrap().added, ["bank 2"]);
        assert_eq!(ours.merge(&theirs).unwrap(), Merged::default());
    }

    #[test]
    fn keys_of_the_other_copy_are_told_and_not_taken() {
        let mut ours = copy(1, &[]);
        let mut theirs = copy(2, &[]);
        let (kind, key) = (RecipientKind::Recovery, Key::generate().public());
        theirs.add_recipient(Recipient { kind, name: "Eve".to_owned(), key, added: 0 }).unwrap();
        assert_eq!(ours.merge(&theirs).unwrap().foreign_keys, ["Eve"]);
        assert!(ours.recipients().is_empty());
    }
}
