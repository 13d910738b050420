//! A SQLite connection behind the seam.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, ToSql};
use storage::StorageError;

use crate::engine::link::{Each, Link};
use crate::engine::value::{Columns, Row, Value};

/// Is a connection in a transaction.
pub(crate) struct SqliteLink<'c> {
    connection: &'c Connection,
    read_only: bool,
    failure: Option<StorageError>,
}

impl<'c> SqliteLink<'c> {
    pub(crate) fn new(connection: &'c Connection, read_only: bool) -> Self {
        Self { connection, read_only, failure: None }
    }

    /// Returns what the engine refused, if it refused anything: such a
    /// transaction is never committed, whatever its job says.
    pub(super) fn failure(self) -> Option<StorageError> {
        self.failure
    }

    fn note<T>(&mut self, result: rusqlite::Result<T>) -> Result<T, StorageError> {
        result.map_err(|error| {
            self.failure = Some(fault(&error));
            fault(&error)
        })
    }

    fn statement(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<CachedStatement<'c>, StorageError> {
        let prepared = self.connection.prepare_cached(sql).and_then(|mut statement| {
            for (index, value) in values.iter().enumerate() {
                statement.raw_bind_parameter(index + 1, value)?;
            }
            Ok(statement)
        });
        let statement = self.note(prepared)?;
        if self.read_only && !statement.readonly() {
            let error = || StorageError::Unavailable("a reader tried to write".to_owned());
            self.failure = Some(error());
            return Err(error());
        }
        Ok(statement)
    }
}

impl Link for SqliteLink<'_> {
    fn exec(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, StorageError> {
        let mut statement = self.statement(sql, values)?;
        let changed = self.note(statement.raw_execute())?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    fn rows(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: Each<'_>,
    ) -> Result<(), StorageError> {
        let mut statement = self.statement(sql, values)?;
        let mut rows = statement.raw_query();
        while let Some(row) = self.note(rows.next())? {
            each(&Row(row))?;
        }
        Ok(())
    }

    fn batch(&mut self, sql: &str) -> Result<(), StorageError> {
        let done = self.connection.execute_batch(sql);
        self.note(done)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

impl Columns for rusqlite::Row<'_> {
    fn count(&self) -> usize {
        self.as_ref().column_count()
    }

    fn value(&self, index: usize) -> Result<Value<'_>, StorageError> {
        let corrupt = || StorageError::Corrupt(format!("column {index} of a row is unreadable"));
        match self.get_ref(index).map_err(|_| corrupt())? {
            ValueRef::Null => Ok(Value::Null),
            ValueRef::Integer(value) => Ok(Value::Int(value)),
            ValueRef::Text(value) => {
                std::str::from_utf8(value).map(Value::Text).map_err(|_| corrupt())
            }
            ValueRef::Blob(value) => Ok(Value::Bytes(value)),
            ValueRef::Real(_) => Err(corrupt()),
        }
    }
}

/// Sorts an error of the engine.
pub(crate) fn fault(error: &rusqlite::Error) -> StorageError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StorageError::Corrupt(error.to_string())
        }
        _ => StorageError::Unavailable(error.to_string()),
    }
}
