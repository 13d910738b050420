//! Keeps a second server off a store. Operator commands do not need it: SQLite
//! itself orders what several processes do.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::OpenError;

/// Is held by the one server of a SQLite store. The system takes it back when
/// the process ends, however it ends.
#[derive(Debug)]
pub struct Exclusive {
    _file: File,
}

impl Exclusive {
    /// Locks the store in `path`, by means of the file `<path>.lock` beside it.
    /// Fails with [`OpenError::Locked`] when another server has it.
    pub fn acquire(path: &Path) -> Result<Self, OpenError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        let place = Path::new(&name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(place).map_err(|error| OpenError::io(place, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::Locked { place: path.to_owned() }),
            Err(TryLockError::Error(error)) => Err(OpenError::io(place, &error)),
        }
    }
}
