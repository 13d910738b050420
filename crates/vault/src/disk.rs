//! Files that are never half: bounded reading, a lock between processes, and
//! writing by a temporary file that is read back before it takes the name.
//! What the bytes mean is not known here.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::Error;
use crate::place::folder_of;

/// The largest file that is read, in bytes; a vault of ten thousand entries
/// has some three million.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// How long a lock is waited for: this many times a twentieth of a second.
const LOCK_ATTEMPTS: u32 = 300;

/// Is the right to write; it ends when dropped, or with the process.
pub(crate) struct Lock(#[expect(dead_code, reason = "holds the lock until it is dropped")] File);

/// Waits up to fifteen seconds for the right to write.
pub(crate) fn lock(path: &Path) -> Result<Lock, Error> {
    lock_within(path, LOCK_ATTEMPTS)
}

/// Waits for a lock as many twentieths of a second.
pub(crate) fn lock_within(path: &Path, attempts: u32) -> Result<Lock, Error> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(Error::io("create the lock file", path))?;
    for attempt in 0..attempts {
        if attempt > 0 {
            std::thread::sleep(Duration::from_millis(50));
        }
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(source)) => return Err(Error::io("lock", path)(source)),
        }
    }
    Err(Error::Busy(path.to_owned()))
}

/// The largest file of another program that is read, in bytes.
const MAX_FOREIGN_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a whole regular file of another program, of at most 64 MiB.
pub fn read_foreign(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    read_up_to(path, MAX_FOREIGN_BYTES)
}

/// Reads a whole regular file of at most sixteen MiB.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    read_up_to(path, MAX_BYTES)
}

fn read_up_to(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, Error> {
    let data = fs::metadata(path).map_err(Error::io("read", path))?;
    if !data.is_file() {
        return Err(Error::NotAFile(path.to_owned()));
    }
    let too_large = || Error::TooLarge { path: path.to_owned(), limit };
    if data.len() > limit {
        return Err(too_large());
    }
    let mut bytes =
        Zeroizing::new(Vec::with_capacity(usize::try_from(data.len()).unwrap_or(0) + 1));
    let file = File::open(path).map_err(Error::io("read", path))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

/// Writes a new file, durably, readable by its owner only. A file, folder or
/// link of that name is left alone and is an error; so is any failure, after
/// which no file is left behind.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = match open_new(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Error::Exists(path.to_owned()));
        }
        opened => opened.map_err(Error::io("create", path))?,
    };
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.and_then(|()| sync_folder(path)).map_err(|source| {
        let _ = fs::remove_file(path);
        Error::io("write", path)(source)
    })
}

/// Makes a file that does not exist yet: whole and verified, or not at all. The
/// caller holds the lock.
pub(crate) fn create(
    path: &Path,
    bytes: &[u8],
    verify: impl FnOnce(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let temporary = Temporary::write(path, bytes)?;
    verify(&read(&temporary.0)?)?;
    // A second name can be given only where there is none, unlike a rename.
    match fs::hard_link(&temporary.0, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Error::Exists(path.to_owned()));
        }
        Err(_) if path.symlink_metadata().is_err() => {
            fs::rename(&temporary.0, path).map_err(Error::io("create", path))?;
        }
        linked => linked.map_err(Error::io("create", path))?,
    }
    sync_folder(path).map_err(|source| {
        let _ = fs::remove_file(path);
        Error::io("make durable the folder of", path)(source)
    })
}

/// Replaces a file: the new bytes are written beside it, made durable, read
/// back and handed to `verify`, and only then take its name in one step. With
/// `keep`, the old file is kept under that name. The caller holds the lock.
pub(crate) fn replace(
    path: &Path,
    bytes: &[u8],
    keep: Option<&Path>,
    verify: impl FnOnce(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let temporary = Temporary::write(path, bytes)?;
    verify(&read(&temporary.0)?)?;
    if let Some(keep) = keep {
        keep_old(path, keep)?;
    }
    fs::rename(&temporary.0, path).map_err(Error::io("replace", path))?;
    sync_folder(path).map_err(Error::io("make durable the folder of", path))
}

/// Is a written file beside its target; what is left of it is removed when
/// dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn write(target: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let temporary = Self(with_suffix(target, ".tmp"));
        // Under the lock, a file of this name is what a killed process left.
        let _ = fs::remove_file(&temporary.0);
        let write = || {
            let mut file = open_new(&temporary.0)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(Error::io("write", &temporary.0))?;
        Ok(temporary)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Gives the present file a second name, replacing what had that name, without
/// a moment at which either name is missing.
fn keep_old(path: &Path, keep: &Path) -> Result<(), Error> {
    let temporary = Temporary(with_suffix(keep, ".tmp"));
    let _ = fs::remove_file(&temporary.0);
    if fs::hard_link(path, &temporary.0).is_err() {
        // Some file systems know no second names: copy instead.
        let old = read(path)?;
        let mut file = open_new(&temporary.0).map_err(Error::io("create", &temporary.0))?;
        file.write_all(&old)
            .and_then(|()| file.sync_all())
            .map_err(Error::io("write", &temporary.0))?;
    }
    fs::rename(&temporary.0, keep).map_err(Error::io("replace", keep))
}

fn open_new(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)
}

fn sync_folder(file: &Path) -> std::io::Result<()> {
    File::open(folder_of(file))?.sync_all()
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const ACCEPT: fn(&[u8]) -> Result<(), Error> = |_| Ok(());

    #[test]
    fn replaces_and_keeps_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let (file, old) = (folder.path().join("f"), folder.path().join("f.1"));
        for text in [b"1", b"2", b"3"] {
            if file.exists() {
                replace(&file, text, Some(&old), ACCEPT).unwrap();
            } else {
                write_new(&file, text).unwrap();
            }
        }
        assert_eq!((fs::read(&file).unwrap(), fs::read(&old).unwrap()), (vec![b'3'], vec![b'2']));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_cannot_be_verified_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("f");
        write_new(&file, b"old").unwrap();
        let refuse = |_: &[u8]| Err(Error::Damaged(PathBuf::new()));
        assert!(replace(&file, b"new", None, refuse).is_err());
        assert_eq!(fs::read(&file).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_new_file_never_takes_an_existing_name() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("f"), folder.path().join("l"));
        write_new(&file, b"old").unwrap();
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &link).unwrap();
        for path in [file.as_path(), link.as_path(), folder.path()] {
            assert!(matches!(write_new(path, b"new"), Err(Error::Exists(_))), "{path:?}");
        }
        assert_eq!(fs::read(&file).unwrap(), b"old");
    }

    #[test]
    fn what_a_killed_process_left_does_not_hinder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("f");
        write_new(&file, b"old").unwrap();
        fs::write(folder.path().join("f.tmp"), b"hal").unwrap();
        fs::write(folder.path().join("f.1.tmp"), b"hal").unwrap();
        replace(&file, b"new", Some(&folder.path().join("f.1")), ACCEPT).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::read(folder.path().join("f.1")).unwrap(), b"old");
    }

    #[test]
    fn folders_and_giants_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read(folder.path()), Err(Error::NotAFile(_))));
        let giant = folder.path().join("giant");
        File::create(&giant).unwrap().set_len(MAX_BYTES + 1).unwrap();
        assert!(matches!(read(&giant), Err(Error::TooLarge { .. })));
    }
}
