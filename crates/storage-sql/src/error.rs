//! Why a store cannot be opened, checked, backed up or restored: by what its
//! operator can do about it.

use std::path::{Path, PathBuf};

use storage::StorageError;

/// Says why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file, its folder or the database cannot be written to.
    #[error("the store {place} cannot be written to: {detail}")]
    NotWritable {
        /// The file, or the database's address without its password.
        place: String,
        /// What the system said.
        detail: String,
    },
    /// The store is not a store of this program, or it is broken.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// A newer program has changed the tables.
    #[error(
        "the store has version {found}, and this program knows versions up to {known}: \
         use the newer program, or restore the backup from before the upgrade"
    )]
    NewerVersion {
        /// The version of the store.
        found: u64,
        /// The newest version that this program knows.
        known: u64,
    },
    /// Another program has made the tables differently under the same number.
    #[error("version {version} of the store's tables was made by a different program")]
    ForeignVersion {
        /// The number of the change whose text differs.
        version: i64,
    },
    /// Another server uses the store.
    #[error("another server is using the store {}", place.display())]
    Locked {
        /// The file that is locked.
        place: PathBuf,
    },
    /// The store cannot be reached, is full or did not answer in time.
    #[error("the store is not available: {0}")]
    Unavailable(String),
}

impl OpenError {
    /// Says that the system refused a file.
    pub(crate) fn io(place: &Path, error: &std::io::Error) -> Self {
        Self::NotWritable { place: place.display().to_string(), detail: error.to_string() }
    }
}

impl From<StorageError> for OpenError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Corrupt(detail) => Self::Damaged(detail),
            StorageError::Unavailable(detail) => Self::Unavailable(detail),
            StorageError::Conflict { what } => Self::Unavailable(format!("{what} is in the way")),
        }
    }
}

/// Says why a store was not backed up or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// PostgreSQL has its own tools.
    #[error("a PostgreSQL store is backed up with pg_dump and restored with pg_restore")]
    UsePgDump,
    /// Nothing lies in a file that could be copied.
    #[error("a store in memory is not backed up")]
    InMemory,
    /// A backup never replaces a file.
    #[error("{} exists already: name a new file", place.display())]
    Exists {
        /// The file.
        place: PathBuf,
    },
    /// A store with accounts is never replaced.
    #[error("the store {} holds accounts: move it away first", place.display())]
    NotEmpty {
        /// The file of the store.
        place: PathBuf,
    },
    /// The system refused a file.
    #[error("{}: {detail}", place.display())]
    File {
        /// The file.
        place: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The store, or the backup, cannot be read or written.
    #[error(transparent)]
    Store(#[from] OpenError),
}

impl BackupError {
    /// Says that the system refused a file.
    pub(crate) fn file(place: &Path, error: &std::io::Error) -> Self {
        Self::File { place: place.to_owned(), detail: error.to_string() }
    }
}
