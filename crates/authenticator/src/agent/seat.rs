//! Where the agent's socket lies, and the taking of it: a folder of its owner
//! alone, a lock that says that an agent lives, a socket.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::os::fd::AsFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use rustix::net::sockopt::socket_peercred;
use rustix::process::getuid;

use crate::env::Env;
use crate::failure::Failure;

/// Returns the folder of the agent's socket; nothing where there is no place.
pub(crate) fn folder(env: &Env) -> Option<PathBuf> {
    let runtime = env.folder("XDG_RUNTIME_DIR").map(|folder| folder.join("secondkey"));
    runtime.or_else(|| env.cache_folder().map(|folder| folder.join("agent")))
}

/// Returns the socket in the agent's folder.
pub(super) fn socket(folder: &Path) -> PathBuf {
    folder.join("agent.sock")
}

/// Tells whether a folder belongs to this user and nobody else can enter it.
pub(super) fn is_private(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|data| {
        data.is_dir() && data.uid() == getuid().as_raw() && !others_can(data.mode())
    })
}

/// Tells whether anybody but the owner has any right.
pub(crate) fn others_can(mode: u32) -> bool {
    mode & 0o077 != 0
}

/// Tells whether the process at the other end runs as this user.
pub(super) fn is_ours(peer: impl AsFd) -> bool {
    socket_peercred(peer).is_ok_and(|peer| peer.uid == getuid())
}

/// Is the one place of an agent, taken. It is free again when dropped, or with
/// the process.
pub(crate) struct Seat {
    pub(super) listener: UnixListener,
    socket: PathBuf,
    #[expect(dead_code, reason = "holds the lock until it is dropped")]
    lock: File,
}

impl Seat {
    /// Takes the place; an agent that lives keeps it, what a dead one left is
    /// swept away.
    pub(crate) fn take(env: &Env) -> Result<Self, Failure> {
        let folder = folder(env).ok_or_else(|| {
            Failure::new("there is no place for the agent's socket: set XDG_RUNTIME_DIR or HOME")
        })?;
        let cannot = |what: &str, error: &dyn std::fmt::Display| {
            Failure::new(format!("cannot {what} in {}: {error}", folder.display()))
        };
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .map_err(|error| cannot("make the agent's folder", &error))?;
        if !is_private(&folder) {
            return Err(Failure::new(format!(
                "{} is not yours alone; no agent is started where others could reach it (chmod 700, or another XDG_RUNTIME_DIR)",
                folder.display()
            )));
        }
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(folder.join("agent.lock"))
            .map_err(|error| cannot("make the agent's lock", &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::new(
                    "an agent runs already; secondkey agent status tells about it",
                ));
            }
            Err(TryLockError::Error(error)) => return Err(cannot("take the agent's lock", &error)),
        }
        let socket = socket(&folder);
        let _ = fs::remove_file(&socket);
        let listener = UnixListener::bind(&socket)
            .map_err(|error| cannot("open the agent's socket", &error))?;
        fs::set_permissions(&socket, fs::Permissions::from_mode(0o600))
            .map_err(|error| cannot("guard the agent's socket", &error))?;
        Ok(Self { listener, socket, lock })
    }

    /// Takes the socket away, so that nobody comes any more.
    pub(super) fn leave(&self) {
        let _ = fs::remove_file(&self.socket);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave();
    }
}
