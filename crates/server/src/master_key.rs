//! The master key: a file of its own, outside the store, readable by nobody
//! else. Without it the seeds in the store are lost; with it and the store they
//! are known. So it is made once, never overwritten, and kept apart.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER_PERMISSIVE;
use service::{Env, MasterKey};

/// Says why there is no key to work with.
#[derive(Debug)]
pub(crate) enum KeyError {
    /// The store has accounts, and its key is not where it should be.
    Missing(PathBuf),
    /// The file is not a key.
    Malformed(PathBuf),
    /// Others can read the file.
    Open(PathBuf, u32),
    /// The store was made with another key.
    Foreign(PathBuf),
    /// The file cannot be read or made.
    Io(PathBuf, std::io::Error),
}

impl std::fmt::Display for KeyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(path) => write!(
                f,
                "the master key {} is missing, and the store was made with one: put the key back from where you keep its copy (a new key would open none of the devices)",
                path.display()
            ),
            Self::Malformed(path) => write!(
                f,
                "{} is not a master key (64 hexadecimal digits): put the right file back",
                path.display()
            ),
            Self::Open(path, mode) => write!(
                f,
                "the master key {} can be read by others (mode {mode:04o}): run chmod 600 on it, and think about who may have copied it",
                path.display()
            ),
            Self::Foreign(path) => write!(
                f,
                "the master key {} is not the one that this store was made with: put the right file back",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "the master key {}: {error}", path.display()),
        }
    }
}

impl std::error::Error for KeyError {}

/// Reads the key, or makes one where the store is new.
pub(crate) fn load_or_make(
    path: &Path,
    store_is_new: bool,
    env: &dyn Env,
) -> Result<MasterKey, KeyError> {
    match load(path) {
        Err(KeyError::Missing(_)) if store_is_new => make(path, env),
        loaded => loaded,
    }
}

/// Reads the key.
pub(crate) fn load(path: &Path) -> Result<MasterKey, KeyError> {
    let io = |error| KeyError::Io(path.to_owned(), error);
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(KeyError::Missing(path.to_owned()));
        }
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            return Err(KeyError::Malformed(path.to_owned()));
        }
        Err(error) => return Err(io(error)),
    };
    let mode = fs::metadata(path).map_err(io)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Open(path.to_owned(), mode));
    }
    let bytes = HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).ok();
    let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.map(MasterKey::new).ok_or_else(|| KeyError::Malformed(path.to_owned()))
}

/// Makes a key, durably, before anything is sealed with it. Of two programs that
/// do so at once one makes it, and both use that one.
fn make(path: &Path, env: &dyn Env) -> Result<MasterKey, KeyError> {
    let io = |error| KeyError::Io(path.to_owned(), error);
    let mut bytes = [0; 32];
    env.fill(&mut bytes);
    let aside = path.with_extension(format!("new-{}", std::process::id()));
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
        writeln!(file, "{}", data_encoding::HEXLOWER.encode(&bytes))?;
        file.sync_all()?;
        // Unlike a rename, a link never replaces a key that is there.
        match fs::hard_link(&aside, path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    })();
    let removed = fs::remove_file(&aside);
    written.and(removed).map_err(io)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
    }
    load(path)
}
