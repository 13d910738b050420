//! The seam: all that the rest of the crate can do with an engine.

use std::any::Any;
use std::sync::Arc;

use identity::audit::AuditKey;
use storage::StorageError;

use super::value::{Row, Value};

/// Is what is done with each row of a result.
pub(crate) type Each<'f> = &'f mut dyn FnMut(&Row<'_>) -> Result<(), StorageError>;

/// Is an answer that was read before: what [`SqlTx::shared`] gave.
pub(crate) type Answer = Box<dyn Any + Send>;

/// Is one connection inside a transaction. Statements are fixed texts with
/// placeholders `?1`, `?2`, ...; they are prepared once for each connection.
pub(crate) trait Link {
    /// Runs a statement and returns how many rows it changed.
    fn exec(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, StorageError>;

    /// Runs a statement and hands over each row that it returns.
    fn rows(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: Each<'_>,
    ) -> Result<(), StorageError>;

    /// Runs several statements without values, for changes of the schema.
    fn batch(&mut self, sql: &str) -> Result<(), StorageError>;

    /// Returns the answer that [`Self::remember`] was told, if it still holds.
    fn remembered(&mut self, _sql: &'static str, _values: &[Value<'_>]) -> Option<&Answer> {
        None
    }

    /// Is told what was made of the rows that a statement has just returned, for whoever
    /// asks the same again.
    fn remember(&mut self, _sql: &'static str, _values: &[Value<'_>], _answer: Answer) {}
}

/// Is a transaction: what the traits of `storage` are implemented on.
pub(crate) struct SqlTx<'l> {
    link: &'l mut dyn Link,
    audit_key: Option<AuditKey>,
}

impl<'l> SqlTx<'l> {
    pub(crate) fn new(link: &'l mut dyn Link) -> Self {
        Self { link, audit_key: None }
    }

    /// Keeps the key of the audit trail for this transaction.
    pub(crate) fn set_audit_key(&mut self, key: AuditKey) {
        self.audit_key = Some(key);
    }

    /// Returns the key of the audit trail, if this transaction was given one.
    pub(crate) fn audit_key(&self) -> Option<&AuditKey> {
        self.audit_key.as_ref()
    }

    /// Runs a statement and returns how many rows it changed.
    pub(crate) fn exec(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<u64, StorageError> {
        self.link.exec(sql, values)
    }

    /// Runs a statement and says whether it changed anything.
    pub(crate) fn changed(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<bool, StorageError> {
        Ok(self.link.exec(sql, values)? > 0)
    }

    /// Returns the first row of a result.
    pub(crate) fn first<T>(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Option<T>, StorageError> {
        let mut found = None;
        self.link.rows(sql, values, &mut |row| {
            if found.is_none() {
                found = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns all rows of a result.
    pub(crate) fn all<T>(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let mut found = Vec::new();
        self.link.rows(sql, values, &mut |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns all rows of a result, each of which whoever asks the same again may be given
    /// as well.
    pub(crate) fn shared<T: Send + Sync + 'static>(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<Arc<T>>, StorageError> {
        let known = self.link.remembered(sql, values);
        if let Some(known) = known.and_then(|answer| answer.downcast_ref::<Vec<Arc<T>>>()) {
            return Ok(known.clone());
        }
        let found = self.all(sql, values, |row| read(row).map(Arc::new))?;
        self.link.remember(sql, values, Box::new(found.clone()));
        Ok(found)
    }

    /// Returns the one number that a statement yields.
    pub(crate) fn number(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<u64, StorageError> {
        self.first(sql, values, |row| row.count(0))?
            .ok_or_else(|| StorageError::Corrupt("a count returned nothing".to_owned()))
    }
}
