//! What owners have told of where their things are, for the access report.

use identity::Identity;
use identity::names::AccountId;

use crate::StorageError;

/// Keeps the answers of each identity, sealed: they say where everything is.
pub trait AccessAnswers {
    /// Returns the sealed answers of an identity.
    fn access_answers(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<Vec<u8>>, StorageError>;

    /// Sets or replaces them.
    fn put_access_answers(
        &mut self,
        account: AccountId,
        identity: &Identity,
        sealed: &[u8],
    ) -> Result<(), StorageError>;
}
