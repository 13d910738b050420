//! A vault that is held open for long, as an agent does: noticing that the file
//! changed, reading it again, and where in memory its secrets lie.

use std::os::unix::fs::MetadataExt;

use crate::vault::read_contents;
use crate::{Error, Place, Vault};

/// Is what tells one state of a file from another without reading it: a file
/// that was replaced or written has another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    seconds: i64,
    nanoseconds: i64,
}

impl Place {
    /// Returns the stamp of the vault file; `None` where there is none.
    pub fn stamp(&self) -> Option<Stamp> {
        let data = self.vault().metadata().ok()?;
        Some(Stamp {
            device: data.dev(),
            inode: data.ino(),
            size: data.size(),
            seconds: data.mtime(),
            nanoseconds: data.mtime_nsec(),
        })
    }
}

impl Vault {
    /// Reads again what is on disk, with the keys at hand. After an error, and
    /// where another vault has taken the place, everything stays as it was.
    pub fn reload(&mut self) -> Result<(), Error> {
        let contents = read_contents(self.place().vault(), &self.keys)?;
        if contents.vault_id() != self.contents.vault_id() {
            return Err(Error::Replaced(self.place().vault().to_owned()));
        }
        self.contents = contents;
        Ok(())
    }

    /// Returns where keys, seeds, URIs and notes lie in memory and how many bytes
    /// each has, for keeping them out of the swap space. It holds until the
    /// vault is changed, read again or moved.
    pub fn secret_places(&self) -> Vec<(*const u8, usize)> {
        let keys = self.keys.iter().map(|key| (std::ptr::from_ref(key).cast(), size_of_val(key)));
        let entries = self.contents.entries().iter().flat_map(|entry| {
            let note = entry.expose_note().unwrap_or_default();
            [entry.otpauth().seed.expose(), entry.expose_uri().as_bytes(), note.as_bytes()]
                .map(|text| (text.as_ptr(), text.len()))
        });
        keys.chain(entries).filter(|(_, length)| *length > 0).collect()
    }
}
