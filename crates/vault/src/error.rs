//! What can go wrong with a vault, in words that say what to do. No variant
//! carries a secret. Faults of single values (a key, a name, a picture) are
//! declared beside those values.

use std::path::{Path, PathBuf};

use crate::{MAX_WORK_FACTOR, MalformedName, VERSION};

/// Is an entry that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// The entry in one line, without its secret.
    pub described: String,
}

/// Says why a vault could not be opened, read or changed. Whenever a change
/// returns an error the vault on disk is the one from before it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no file where the vault should be.
    #[error("there is no vault at {}", .0.display())]
    NoVault(PathBuf),
    /// A file is where a new one was to be made.
    #[error("{} already exists; nothing was written over it", .0.display())]
    Exists(PathBuf),
    /// The operating system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// The attempt, as an infinitive: `read`, `write`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A folder, a pipe or a device instead of a file.
    #[error("{} is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// More bytes than any vault or export has.
    #[error("{} is larger than {limit} bytes, more than such a file ever has", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// Another process holds the lock.
    #[error("another secondkey is writing to the vault; try again when it is done (lock file {})", .0.display())]
    Busy(PathBuf),
    /// The file is no age file at all.
    #[error("{} is not a Secondkey vault (it is not an age file)", .0.display())]
    NotAge(PathBuf),
    /// The file was cut short or altered.
    #[error("{} is damaged: it was cut short or altered. Nothing was changed; the generation before it, if there was one, is {}", .0.display(), beside(.0, ".1"))]
    Damaged(PathBuf),
    /// The key file was cut short or altered.
    #[error("{} is damaged; the recovery key still opens the vault: secondkey passphrase reset", .0.display())]
    DamagedKeyFile(PathBuf),
    /// What was written could not be read back the same; the disk is failing.
    #[error("what was written to {} could not be read back; the disk may be failing. Nothing was changed", .0.display())]
    ReadBack(PathBuf),
    /// Written by a later Secondkey.
    #[error("{} was written by a newer Secondkey (format {found}, this program knows {VERSION}); update this program", path.display())]
    Future {
        /// The file.
        path: PathBuf,
        /// The format version found in it.
        found: u64,
    },
    /// An age file whose content is something else.
    #[error("{} opens, but does not hold a Secondkey vault: {reason}", path.display())]
    NotAVault {
        /// The file.
        path: PathBuf,
        /// What was expected.
        reason: String,
    },
    /// None of the keys belongs to the file.
    #[error("this key does not open {}", .0.display())]
    WrongKey(PathBuf),
    /// The passphrase does not open the key file.
    #[error(
        "wrong passphrase; if it is forgotten, the printed recovery key opens the vault: secondkey passphrase reset"
    )]
    WrongPassphrase,
    /// The key file asks for more work than is reasonable.
    #[error("{} asks for scrypt work factor {found}, more than the {MAX_WORK_FACTOR} that is accepted; it was not written by Secondkey", path.display())]
    ExcessiveWork {
        /// The key file.
        path: PathBuf,
        /// The work factor found in it.
        found: u8,
    },
    /// This device has no key file.
    #[error("the passphrase has nothing to open: {} is missing; use the recovery key (--recovery-key-file), then secondkey passphrase reset", .0.display())]
    NoKeyFile(PathBuf),
    /// The vault on disk is no longer the one that was opened.
    #[error("{} was replaced by another vault in the meantime; nothing was changed", .0.display())]
    Replaced(PathBuf),
    /// The name is in use.
    #[error("the name \"{name}\" is taken by {holder}; choose another name")]
    NameTaken {
        /// The wanted name.
        name: String,
        /// The entry that has it, described.
        holder: String,
    },
    /// No entry answers to the query.
    #[error("no entry is called \"{query}\"{}", listed(" the vault holds", entries))]
    NotFound {
        /// What was asked for.
        query: String,
        /// Names that exist.
        entries: Vec<String>,
    },
    /// Several entries answer to the query.
    #[error("\"{query}\" fits several entries; say which one{}", listed("", &described(candidates)))]
    Ambiguous {
        /// What was asked for.
        query: String,
        /// The entries.
        candidates: Vec<Candidate>,
    },
    /// A name that no entry can have.
    #[error(transparent)]
    Name(#[from] MalformedName),
    /// A copy of another vault.
    #[error("{} is another vault, not a copy of this one; nothing was merged", .0.display())]
    OtherVault(PathBuf),
    /// The key, or its name, is among those that open the vault already.
    #[error("this key or its name opens the vault already: {0}")]
    KeyTaken(String),
    /// No single key answers to the query.
    #[error(
        "no key, or more than one, is called \"{0}\"; secondkey vault check lists names and fingerprints"
    )]
    NoSuchKey(String),
    /// Without this key the vault would be one failure away from lost.
    #[error(
        "{0} must stay: a vault needs this device's key and at least one recovery key. Add another one first, or set a new passphrase with secondkey passphrase reset"
    )]
    KeyNeeded(String),
    /// A counter that cannot go on.
    #[error("the counter of this entry has reached its end")]
    CounterExhausted,
    /// Encryption itself failed, which only a fault in the program explains.
    #[error("the vault could not be encrypted: {0}")]
    Sealing(String),
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }
}

fn beside(path: &Path, suffix: &str) -> String {
    format!("{}{suffix}", path.display())
}

fn described(candidates: &[Candidate]) -> Vec<String> {
    candidates.iter().map(|one| one.described.clone()).collect()
}

fn listed(lead: &str, items: &[String]) -> String {
    if items.is_empty() {
        return "; the vault is empty".to_owned();
    }
    items.iter().fold(format!(";{lead}:").replace(";:", ":"), |text, item| text + "\n  " + item)
}
