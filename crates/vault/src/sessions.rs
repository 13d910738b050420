//! Temporary credentials beside the vault: sealed to the same keys, replaced at
//! will, without backups or generations. Losing them costs a code, no more.

use std::path::Path;

use zeroize::Zeroizing;

use crate::vault::open_bytes;
use crate::{Error, Place, Vault, disk};

/// How long the lock is waited for: this many times a twentieth of a second.
/// Whoever holds it may be waiting for the next code.
const ATTEMPTS: u32 = 2400;

/// Is the right to get temporary credentials; it ends when dropped, or with the
/// process.
pub struct SessionsLock(#[expect(dead_code, reason = "holds the lock until dropped")] disk::Lock);

impl Place {
    /// Waits up to two minutes until nobody else is getting credentials, so that
    /// ten programs that start at once cost one code.
    pub fn lock_sessions(&self) -> Result<SessionsLock, Error> {
        disk::lock_within(&self.sessions_lock(), ATTEMPTS).map(SessionsLock)
    }
}

impl Vault {
    /// Reads what was kept; `None` where there is nothing that these keys open.
    pub fn sessions(&self) -> Option<Zeroizing<Vec<u8>>> {
        let path = self.place().sessions();
        open_bytes(&path, &disk::read(&path).ok()?, &self.keys).ok()
    }

    /// Keeps something in place of what was kept. The caller holds the lock.
    pub fn keep_sessions(&self, _lock: &SessionsLock, plain: &[u8]) -> Result<(), Error> {
        let path = self.place().sessions();
        disk::replace(&path, &self.sealed(plain)?, None, |_| Ok(()))
    }

    /// Forgets what was kept.
    pub fn forget_sessions(place: &Place) -> Result<(), Error> {
        let path = place.sessions();
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::io("remove", Path::new(&path))(error))
            }
            _ => Ok(()),
        }
    }
}
