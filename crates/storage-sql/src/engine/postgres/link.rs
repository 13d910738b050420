//! A PostgreSQL connection behind the seam.

use std::collections::HashMap;
use std::error::Error;
use std::io::ErrorKind;

use postgres::error::SqlState;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};
use storage::StorageError;

use crate::engine::attempt::repeat;
use crate::engine::link::{Each, Link};
use crate::engine::value::{Columns, Row, Value};
use crate::error::OpenError;

use super::Address;

/// Is a connection in a transaction.
pub(crate) struct PostgresLink<'c> {
    client: &'c mut Client,
    statements: &'c mut HashMap<&'static str, Statement>,
    failure: Option<Failure>,
}

/// Is what the server refused, by what follows from it.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The transaction met another one, and may be run again.
    Again(String),
    /// The connection is gone.
    Lost(String),
    /// The connection is of no use any more, and another one may be: its server has
    /// become one that only answers questions, or what it prepared is out of date.
    Elsewhere(String),
    /// The store may not be written to.
    NotWritable(String),
    /// Anything else.
    Other(StorageError),
}

impl Failure {
    /// Sorts an error of the driver. Only the server's message is repeated: its
    /// detail may contain values.
    pub(super) fn of(error: &postgres::Error) -> Self {
        let Some(refusal) = error.as_db_error() else {
            let io = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
            return match io.map(std::io::Error::kind) {
                // So the driver says that no host may be written to.
                Some(ErrorKind::PermissionDenied) => Self::NotWritable(error.to_string()),
                Some(_) => Self::Lost(error.to_string()),
                None if error.is_closed() => Self::Lost(error.to_string()),
                None => Self::Other(StorageError::Unavailable(error.to_string())),
            };
        };
        let message = refusal.message().to_owned();
        match *refusal.code() {
            // A key that was free when the transaction looked is the one kind of
            // unique violation that can happen: the statements look first.
            SqlState::T_R_SERIALIZATION_FAILURE
            | SqlState::T_R_DEADLOCK_DETECTED
            | SqlState::UNIQUE_VIOLATION => Self::Again(message),
            SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
                Self::Lost(message)
            }
            // The second is what a standby says to `BEGIN READ WRITE`, and any server of
            // a plan whose tables have changed.
            SqlState::READ_ONLY_SQL_TRANSACTION | SqlState::FEATURE_NOT_SUPPORTED => {
                Self::Elsewhere(message)
            }
            SqlState::INSUFFICIENT_PRIVILEGE => Self::NotWritable(message),
            SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => {
                Self::Other(StorageError::Corrupt(message))
            }
            _ => Self::Other(StorageError::Unavailable(message)),
        }
    }

    /// Returns it as the callers of a store know it.
    pub(super) fn as_error(&self) -> StorageError {
        match self {
            Self::Again(detail)
            | Self::Lost(detail)
            | Self::Elsewhere(detail)
            | Self::NotWritable(detail) => StorageError::Unavailable(detail.clone()),
            Self::Other(error) => repeat(error),
        }
    }

    /// Returns it as whoever opens a store knows it.
    pub(super) fn at_start(&self, address: &Address) -> OpenError {
        match self {
            Self::NotWritable(detail) | Self::Elsewhere(detail) => {
                OpenError::NotWritable { place: address.to_string(), detail: detail.clone() }
            }
            other => other.as_error().into(),
        }
    }
}

impl<'c> PostgresLink<'c> {
    pub(super) fn new(
        client: &'c mut Client,
        statements: &'c mut HashMap<&'static str, Statement>,
    ) -> Self {
        Self { client, statements, failure: None }
    }

    /// Returns what the server refused, if it refused anything: it has given up
    /// the transaction then, whatever the job says.
    pub(crate) fn failure(self) -> Option<Failure> {
        self.failure
    }

    fn note<T>(&mut self, result: Result<T, postgres::Error>) -> Result<T, StorageError> {
        result.map_err(|error| {
            let failure = Failure::of(&error);
            let error = failure.as_error();
            self.failure.get_or_insert(failure);
            error
        })
    }

    fn statement(&mut self, sql: &'static str) -> Result<Statement, StorageError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let prepared = self.client.prepare(&dollars(sql));
        let statement = self.note(prepared)?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}

impl Link for PostgresLink<'_> {
    fn exec(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, StorageError> {
        let statement = self.statement(sql)?;
        let changed = self.client.execute(&statement, &references(values));
        self.note(changed)
    }

    fn rows(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: Each<'_>,
    ) -> Result<(), StorageError> {
        let statement = self.statement(sql)?;
        let found = self.client.query(&statement, &references(values));
        self.note(found)?.iter().try_for_each(|row| each(&Row(row)))
    }

    fn batch(&mut self, sql: &str) -> Result<(), StorageError> {
        let done = self.client.batch_execute(sql);
        self.note(done)
    }
}

/// Writes placeholders as PostgreSQL reads them. (SQLite reads `$1` as a name
/// and numbers names by their first appearance, so `?1` is what we write.)
fn dollars(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut characters = sql.chars().peekable();
    while let Some(c) = characters.next() {
        let placeholder = c == '?' && characters.peek().is_some_and(char::is_ascii_digit);
        text.push(if placeholder { '$' } else { c });
    }
    text
}

fn references<'v>(values: &'v [Value<'_>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match *self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) if *ty == Type::INT8 => value.to_sql(ty, out),
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(value)?.to_sql(ty, out),
            Self::Text(value) if <&str as ToSql>::accepts(ty) => value.to_sql(ty, out),
            Self::Bytes(value) if *ty == Type::BYTEA => value.to_sql(ty, out),
            _ => Err(format!("the statement expects a value of type {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        // It depends on the value.
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        match *ty {
            Type::INT8 => i64::from_sql(ty, raw).map(Self::Int),
            Type::INT4 => i32::from_sql(ty, raw).map(|value| Self::Int(value.into())),
            Type::BYTEA => <&[u8]>::from_sql(ty, raw).map(Self::Bytes),
            _ => <&str>::from_sql(ty, raw).map(Self::Text),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::INT4 | Type::BYTEA) || <&str as FromSql>::accepts(ty)
    }
}

impl Columns for postgres::Row {
    fn count(&self) -> usize {
        self.len()
    }

    fn value(&self, index: usize) -> Result<Value<'_>, StorageError> {
        self.try_get(index)
            .map_err(|_| StorageError::Corrupt(format!("column {index} of a row is unreadable")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_dollars_and_nothing_else_does() {
        assert_eq!(
            dollars("SET a = ?2, b = ?13 WHERE c <> '?'"),
            "SET a = $2, b = $13 WHERE c <> '?'"
        );
    }
}
