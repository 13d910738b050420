//! What can go wrong with a store, by what the caller can do about it.

/// Says that a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// A unique name, address or number is taken, or a change was based on
    /// something that is gone. The caller looks again and decides.
    #[error("a conflicting {what} exists already")]
    Conflict {
        /// What is taken: `email`, `alias`, `user name`, `device name`, ...
        what: &'static str,
    },
    /// The store holds something that it should never hold. An operator must
    /// look; nothing is overwritten.
    #[error("the store is damaged: {0}")]
    Corrupt(String),
    /// The store cannot be reached, is full, or did not answer in time. Trying
    /// again later may help.
    #[error("the store is not available: {0}")]
    Unavailable(String),
}
