//! Where a vault lies: its file and the files that stand beside it. Only names
//! are made here; nothing is opened.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::Error;

/// Is the path of a vault file, from which the paths of its companions follow.
#[derive(Clone, Debug)]
pub struct Place {
    vault: PathBuf,
}

impl Place {
    /// Takes the vault's path. A bare file name lies in the current folder, and
    /// a symbolic link is followed, so that the file that it points to is the
    /// one that is replaced on writing.
    pub fn new(path: &Path) -> Result<Self, Error> {
        let link = path.symlink_metadata().is_ok_and(|data| data.file_type().is_symlink());
        if link {
            let vault = path.canonicalize().map_err(Error::io("follow the link", path))?;
            return Ok(Self { vault });
        }
        if path.file_name().is_none() {
            return Err(Error::NotAFile(path.to_owned()));
        }
        Ok(Self { vault: path.to_owned() })
    }

    /// Returns the same place by its absolute path, links followed.
    #[must_use]
    pub fn whole(&self) -> Self {
        let path = self.vault.canonicalize().or_else(|_| std::path::absolute(&self.vault));
        Self { vault: path.unwrap_or_else(|_| self.vault.clone()) }
    }

    /// Returns the path of the vault file.
    pub fn vault(&self) -> &Path {
        &self.vault
    }

    /// Returns the path of the device's key file, guarded by the passphrase.
    pub fn key_file(&self) -> PathBuf {
        self.beside(".key")
    }

    /// Returns the path of the generation before the present one.
    pub fn previous(&self) -> PathBuf {
        self.beside(".1")
    }

    /// Returns the folder of earlier generations.
    pub fn backups(&self) -> PathBuf {
        self.beside(".backups")
    }

    /// Returns the path of the lock file, which is empty and stays.
    pub fn lock(&self) -> PathBuf {
        self.beside(".lock")
    }

    /// Returns the path of temporary credentials, sealed like the vault itself.
    pub fn sessions(&self) -> PathBuf {
        self.beside(".sessions")
    }

    /// Returns the path of their lock file, which is empty and stays.
    pub fn sessions_lock(&self) -> PathBuf {
        self.beside(".sessions.lock")
    }

    /// Returns the path of the note that a keyring opens this vault, and under
    /// which identifier it has the key. No secret.
    pub fn keyring(&self) -> PathBuf {
        self.beside(".keyring")
    }

    /// Returns the path of the emergency recipe.
    pub fn open_me(&self) -> PathBuf {
        self.folder().join("OPEN-ME.txt")
    }

    /// Returns the path of the emergency recipe where another vault in the same
    /// folder has the usual name.
    pub fn open_me_too(&self) -> PathBuf {
        self.beside(".OPEN-ME.txt")
    }

    /// Returns the folder that holds all of these.
    pub fn folder(&self) -> PathBuf {
        folder_of(&self.vault)
    }

    /// Returns the name of the vault file, for messages and recipes.
    pub fn file_name(&self) -> String {
        self.vault.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = OsString::from(self.vault.file_name().unwrap_or_default());
        name.push(suffix);
        self.vault.with_file_name(name)
    }
}

/// Returns the folder of a file; the current one for a bare file name, whose
/// parent is the empty path and not a folder that is missing.
pub(crate) fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_stand_beside_the_vault() {
        let place = Place::new(Path::new("/a/my.age")).unwrap();
        assert_eq!(place.key_file(), Path::new("/a/my.age.key"));
        assert_eq!(place.previous(), Path::new("/a/my.age.1"));
        assert_eq!(place.open_me(), Path::new("/a/OPEN-ME.txt"));
    }

    #[test]
    fn a_bare_name_lies_in_the_current_folder() {
        let place = Place::new(Path::new("v.age")).unwrap();
        assert_eq!(place.folder(), Path::new("."));
        assert_eq!(place.key_file(), Path::new("v.age.key"));
    }

    #[test]
    fn a_folder_is_no_vault() {
        assert!(Place::new(Path::new("/")).is_err());
        assert!(Place::new(Path::new("..")).is_err());
    }
}
