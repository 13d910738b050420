//! The vault as a file: made, opened, changed. Every change happens under the
//! lock, on what is on disk at that moment, and is durable and read back before
//! it is reported as done. The rules among entries are in `contents`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use age::{Identity, Recipient as AgeRecipient};
use zeroize::Zeroizing;

use crate::backups::{self, Backup, backups};
use crate::payload::{self, PayloadError};
use crate::seal::{Unsealable, seal, unseal};
use crate::{
    Contents, Error, Key, Merged, Place, PublicKey, Recipient, RecipientKind, disk, key_file,
    open_me,
};

/// Is an opened vault, with the keys that opened it.
pub struct Vault {
    place: Place,
    pub(crate) keys: Vec<Key>,
    pub(crate) contents: Contents,
    backup_fault: Option<Error>,
}

/// Is what a new vault needs from outside.
pub struct NewVault<'a> {
    /// The vault's identifier: random, never changed.
    pub id: String,
    /// The time in Unix seconds.
    pub now: u64,
    /// What guards the device's key file.
    pub passphrase: &'a str,
    /// The scrypt work factor of the key file; [`crate::WORK_FACTOR`] for people.
    pub work_factor: u8,
    /// The recovery key, already written down or about to be shown.
    pub recovery: &'a Key,
}

impl Vault {
    /// Makes an empty vault with its key file and the emergency recipe. Nothing
    /// that exists is written over: a vault or key file of that name is an error.
    pub fn create(place: Place, new: &NewVault<'_>) -> Result<Self, Error> {
        let _lock = disk::lock(&place.lock())?;
        Self::check_free(&place)?;
        let device = Key::generate();
        let recipient = |kind, name: &str, key: &Key| Recipient {
            kind,
            name: name.to_owned(),
            key: key.public(),
            added: new.now,
        };
        let recipients = vec![
            recipient(RecipientKind::Device, "this device, by passphrase", &device),
            recipient(RecipientKind::Recovery, "recovery key", new.recovery),
        ];
        let contents = Contents::empty(new.id.clone(), 1, new.now, recipients);
        let vault = Self { place, keys: vec![device.clone()], contents, backup_fault: None };
        let wrapped = wrap(&device, new.passphrase, new.work_factor)?;
        let key_file = vault.place.key_file();
        disk::create(&key_file, &wrapped, |bytes| {
            opens_key_file(&key_file, bytes, &device, new.passphrase)
        })?;
        // The vault comes last: where it is, everything is. Without it the
        // other files are of no use.
        let remove = |path: &Path| drop(std::fs::remove_file(path));
        let recipe = vault.write_open_me().inspect_err(|_| remove(&key_file))?;
        vault.create_file(new.recovery).inspect_err(|_| {
            remove(&key_file);
            recipe.as_deref().inspect(|recipe| remove(recipe));
        })?;
        Ok(vault)
    }

    /// Says whether a vault can be made at a place: neither the vault nor a key
    /// file may exist there.
    pub fn check_free(place: &Place) -> Result<(), Error> {
        let wanted = [place.vault().to_owned(), place.key_file()];
        match wanted.into_iter().find(|path| path.symlink_metadata().is_ok()) {
            Some(taken) => Err(Error::Exists(taken)),
            None => Ok(()),
        }
    }

    /// Opens a vault with any of the keys.
    pub fn open(place: &Place, keys: Vec<Key>) -> Result<Self, Error> {
        let contents = read_contents(place.vault(), &keys)?;
        Ok(Self { place: place.clone(), keys, contents, backup_fault: None })
    }

    /// Reads the device's key from its key file.
    pub fn device_key(place: &Place, passphrase: &str) -> Result<Key, Error> {
        let path = place.key_file();
        if path.symlink_metadata().is_err() {
            return Err(match place.vault().symlink_metadata() {
                Ok(_) => Error::NoKeyFile(path),
                Err(_) => Error::NoVault(place.vault().to_owned()),
            });
        }
        key_file::unwrap(&disk::read(&path)?, passphrase).map_err(|fault| match fault {
            Unsealable::WrongKey => Error::WrongPassphrase,
            Unsealable::ExcessiveWork(found) => Error::ExcessiveWork { path, found },
            Unsealable::NotAge => Error::NotAge(path),
            Unsealable::Damaged => Error::DamagedKeyFile(path),
        })
    }

    /// Tells which generation a key opens of the vault before the present one;
    /// `None` where there is none yet.
    pub fn previous_generation(place: &Place, keys: &[Key]) -> Result<Option<u64>, Error> {
        let path = place.previous();
        if path.symlink_metadata().is_err() {
            return Ok(None);
        }
        read_contents(&path, keys).map(|contents| Some(contents.generation))
    }

    /// Tells which generation a backup really opens as with the keys.
    pub fn open_backup(backup: &Backup, keys: &[Key]) -> Result<u64, Error> {
        read_contents(&backup.path, keys).map(|contents| contents.generation)
    }

    /// Returns the generation of the newest backup where it is newer than the
    /// vault itself: someone, or a file sync, has put back an older vault.
    pub fn rolled_back(&self) -> Option<u64> {
        let newest = backups(&self.place).first()?.generation;
        (newest > self.contents.generation).then_some(newest)
    }

    /// Tells whether a key is among those that this vault was opened with.
    pub fn opened_with(&self, key: &PublicKey) -> bool {
        self.keys.iter().any(|own| &own.public() == key)
    }

    /// Returns why the last change has no backup; the change itself is durable.
    pub fn backup_fault(&self) -> Option<&Error> {
        self.backup_fault.as_ref()
    }

    /// Returns what the vault held when it was last read.
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// Returns where the vault lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Changes the vault: `change` gets what is on disk now, under the lock, so
    /// nothing that another process wrote is lost. When this returns, the change
    /// is durable; when it returns an error, nothing has changed.
    pub fn update<T>(
        &mut self,
        now: u64,
        change: impl FnOnce(&mut Contents) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let _lock = disk::lock(&self.place.lock())?;
        self.update_locked(now, change)
    }

    /// Takes over what another copy of this vault holds. The copy must open with
    /// the same keys, and is left as it is.
    pub fn merge(&mut self, now: u64, copy: &Path) -> Result<Merged, Error> {
        let other = read_contents(copy, &self.keys)?;
        if other.vault_id != self.contents.vault_id {
            return Err(Error::OtherVault(copy.to_owned()));
        }
        self.update(now, |contents| contents.merge(&other))
    }

    /// Changes which keys open the vault, and the recipes that name them.
    pub fn update_keys<T>(
        &mut self,
        now: u64,
        change: impl FnOnce(&mut Contents) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let _lock = disk::lock(&self.place.lock())?;
        let outcome = self.update_locked(now, change)?;
        self.write_open_me().map(|_| outcome)
    }

    /// Guards the device's key with another passphrase. The vault and its
    /// backups stay as they are; so do copies of the old key file elsewhere.
    pub fn change_passphrase(
        place: &Place,
        device: &Key,
        passphrase: &str,
        work_factor: u8,
    ) -> Result<(), Error> {
        let _lock = disk::lock(&place.lock())?;
        write_key_file(place, device, passphrase, work_factor)
    }

    /// Gives this device a new key under a new passphrase, in place of the one
    /// whose passphrase is forgotten: the old one no longer opens the vault.
    /// Killed halfway, the recovery key still opens it and this can be repeated.
    pub fn reset_passphrase(
        &mut self,
        now: u64,
        passphrase: &str,
        work_factor: u8,
    ) -> Result<(), Error> {
        let _lock = disk::lock(&self.place.lock())?;
        let device = Key::generate();
        self.update_locked(now, |contents| {
            contents.recipients.retain(|recipient| recipient.kind != RecipientKind::Device);
            contents.recipients.insert(
                0,
                Recipient {
                    kind: RecipientKind::Device,
                    name: "this device, by passphrase".to_owned(),
                    key: device.public(),
                    added: now,
                },
            );
            Ok(())
        })?;
        write_key_file(&self.place, &device, passphrase, work_factor)?;
        self.write_open_me().map(drop)
    }

    fn update_locked<T>(
        &mut self,
        now: u64,
        change: impl FnOnce(&mut Contents) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut changed = read_contents(self.place.vault(), &self.keys)?;
        if changed.vault_id != self.contents.vault_id {
            return Err(Error::Replaced(self.place.vault().to_owned()));
        }
        // Which of several keys opened it is not known; one alone has proved
        // itself.
        if let [key] = self.keys.as_slice() {
            changed.prove(&key.public(), now);
        }
        let outcome = change(&mut changed)?;
        // After an older vault was put back, numbers go on where they were, so
        // that no two generations share one.
        let newest = backups(&self.place).first().map_or(0, |backup| backup.generation);
        changed.generation = changed.generation.max(newest) + 1;
        changed.written = now;
        let before = std::mem::replace(&mut self.contents, changed);
        self.write().inspect_err(|_| self.contents = before)?;
        Ok(outcome)
    }

    fn write(&mut self) -> Result<(), Error> {
        let plain = payload::write(&self.contents).map_err(|e| Error::Sealing(e.to_string()))?;
        let sealed = self.sealed(&plain)?;
        let path = self.place.vault();
        disk::replace(path, &sealed, Some(&self.place.previous()), |bytes| {
            opens_vault(path, bytes, &self.keys, &plain)
        })?;
        // From here on the change is made: a backup that fails is told, no more.
        let verify = |bytes: &[u8]| opens_vault(path, bytes, &self.keys, &plain);
        let kept = backups::keep(&self.place, &self.contents, &sealed, verify);
        self.backup_fault = kept.err();
        Ok(())
    }

    fn create_file(&self, recovery: &Key) -> Result<(), Error> {
        let plain = payload::write(&self.contents).map_err(|e| Error::Sealing(e.to_string()))?;
        let sealed = self.sealed(&plain)?;
        let path = self.place.vault();
        disk::create(path, &sealed, |bytes| {
            opens_vault(path, bytes, &self.keys, &plain)?;
            opens_vault(path, bytes, std::slice::from_ref(recovery), &plain)
        })
    }

    pub(crate) fn sealed(&self, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let recipients = self.contents.recipients.iter();
        seal(plain, recipients.map(|recipient| &recipient.key.0 as &dyn AgeRecipient))
            .map_err(Error::Sealing)
    }

    /// Writes the emergency recipe and returns where; nowhere if both of its
    /// names are taken by files that are not this vault's recipe.
    fn write_open_me(&self) -> Result<Option<PathBuf>, Error> {
        let text = open_me::text(&self.place, &self.contents);
        let names = [self.place.open_me(), self.place.open_me_too()];
        let free = names.into_iter().find(|path| open_me::is_free_for(path, &self.contents));
        if let Some(path) = &free {
            disk::replace(path, text.as_bytes(), None, |_| Ok(()))?;
        }
        Ok(free)
    }
}

pub(crate) fn read_contents(path: &Path, keys: &[Key]) -> Result<Contents, Error> {
    if path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return Err(Error::NoVault(path.to_owned()));
    }
    let plain = open_bytes(path, &disk::read(path)?, keys)?;
    payload::read(&plain).map_err(|fault| match fault {
        PayloadError::Future(found) => Error::Future { path: path.to_owned(), found },
        PayloadError::Malformed(reason) => Error::NotAVault { path: path.to_owned(), reason },
    })
}

pub(crate) fn open_bytes(
    path: &Path,
    sealed: &[u8],
    keys: &[Key],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    unseal(sealed, keys.iter().map(|key| &key.0 as &dyn Identity)).map_err(|fault| match fault {
        Unsealable::NotAge => Error::NotAge(path.to_owned()),
        Unsealable::Damaged => Error::Damaged(path.to_owned()),
        Unsealable::WrongKey | Unsealable::ExcessiveWork(_) => Error::WrongKey(path.to_owned()),
    })
}

fn opens_vault(path: &Path, sealed: &[u8], keys: &[Key], plain: &[u8]) -> Result<(), Error> {
    if *open_bytes(path, sealed, keys)? == plain {
        Ok(())
    } else {
        Err(Error::ReadBack(path.to_owned()))
    }
}

fn wrap(device: &Key, passphrase: &str, work_factor: u8) -> Result<Vec<u8>, Error> {
    key_file::wrap(device, passphrase, work_factor).map_err(Error::Sealing)
}

fn write_key_file(place: &Place, device: &Key, passphrase: &str, factor: u8) -> Result<(), Error> {
    let wrapped = wrap(device, passphrase, factor)?;
    let path = place.key_file();
    disk::replace(&path, &wrapped, None, |bytes| opens_key_file(&path, bytes, device, passphrase))
}

fn opens_key_file(path: &Path, bytes: &[u8], device: &Key, passphrase: &str) -> Result<(), Error> {
    match key_file::unwrap(bytes, passphrase) {
        Ok(key) if key.public() == device.public() => Ok(()),
        _ => Err(Error::ReadBack(path.to_owned())),
    }
}
