//! From a failure to an exit code that scripts can tell apart.

use storage_sql::{BackupError, OpenError};

use crate::commands::Tampered;
use crate::master_key::KeyError;

/// Returns the code for an error; see the head of `main.rs`.
pub(crate) fn code_of(error: &anyhow::Error) -> u8 {
    for cause in error.chain() {
        let of_backup = match cause.downcast_ref::<BackupError>() {
            Some(BackupError::Store(error)) => Some(error),
            _ => None,
        };
        match cause.downcast_ref::<OpenError>().or(of_backup) {
            Some(OpenError::Locked { .. }) => return 3,
            Some(
                OpenError::Damaged(_)
                | OpenError::NewerVersion { .. }
                | OpenError::ForeignVersion { .. },
            ) => return 4,
            Some(OpenError::NotWritable { .. } | OpenError::Unavailable(_)) => return 1,
            None => {}
        }
        if cause.is::<Tampered>() {
            return 5;
        }
        if cause.is::<KeyError>() {
            return 4;
        }
        if cause.is::<crate::config::UsageError>() {
            return 2;
        }
    }
    1
}
