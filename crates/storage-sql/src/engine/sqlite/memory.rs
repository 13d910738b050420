//! What glances found before, while nobody commits anything: most glances ask the same
//! again, such as who holds an access key, and the engine would look up the same rows.

use std::collections::HashMap;

use storage::StorageError;

use crate::engine::link::{Each, Link};
use crate::engine::value::{Columns, Row, Value};

use super::link::SqliteLink;

/// Results that are kept at most, for each connection.
const RESULTS: usize = 1024;
/// Rows of a result that is kept: more than this is no glance.
const ROWS: usize = 16;

/// Is the results of one state of the store, as one connection saw them.
#[derive(Default)]
pub(super) struct Memory {
    /// Which state: it changes whenever anybody else commits.
    version: Option<i64>,
    /// Whether this is not the first glance at it. While somebody commits all the time
    /// nothing is kept in vain.
    lasts: bool,
    results: HashMap<Question, Vec<Vec<Kept>>>,
}

impl Memory {
    /// Turns to the state that a transaction sees; forgets all of another one.
    pub(super) fn turn_to(&mut self, version: i64) {
        self.lasts = self.version == Some(version);
        if !self.lasts {
            self.version = Some(version);
            self.results.clear();
        }
    }
}

/// Is a statement with its values. The statements are constants, told apart by place.
#[derive(PartialEq, Eq, Hash)]
struct Question(usize, usize, Vec<Kept>);

impl Question {
    fn new(sql: &'static str, values: &[Value<'_>]) -> Self {
        Self(sql.as_ptr().addr(), sql.len(), values.iter().copied().map(Kept::of).collect())
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Kept {
    Null,
    Int(i64),
    Text(Box<str>),
    Bytes(Box<[u8]>),
}

impl Kept {
    fn of(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Int(value) => Self::Int(value),
            Value::Text(value) => Self::Text(value.into()),
            Value::Bytes(value) => Self::Bytes(value.into()),
        }
    }

    fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Int(value) => Value::Int(*value),
            Self::Text(value) => Value::Text(value),
            Self::Bytes(value) => Value::Bytes(value),
        }
    }
}

impl Columns for Vec<Kept> {
    fn count(&self) -> usize {
        self.len()
    }

    fn value(&self, index: usize) -> Result<Value<'_>, StorageError> {
        let missing = || StorageError::Corrupt(format!("a row has no column {index}"));
        self.get(index).map(Kept::value).ok_or_else(missing)
    }
}

/// Is a connection in a transaction that only reads, with what it remembers.
pub(super) struct Remembering<'c, 'm> {
    link: SqliteLink<'c>,
    memory: &'m mut Memory,
}

impl<'c, 'm> Remembering<'c, 'm> {
    /// `memory` must have been turned to the state that the transaction sees.
    pub(super) fn new(link: SqliteLink<'c>, memory: &'m mut Memory) -> Self {
        Self { link, memory }
    }

    /// Returns what the engine refused, if it refused anything.
    pub(super) fn failure(self) -> Option<StorageError> {
        self.link.failure()
    }
}

impl Link for Remembering<'_, '_> {
    fn exec(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, StorageError> {
        self.link.exec(sql, values)
    }

    fn rows(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: Each<'_>,
    ) -> Result<(), StorageError> {
        if !self.memory.lasts {
            return self.link.rows(sql, values, each);
        }
        let question = Question::new(sql, values);
        if let Some(rows) = self.memory.results.get(&question) {
            return rows.iter().try_for_each(|row| each(&Row(row)));
        }
        let mut rows = Vec::new();
        self.link.rows(sql, values, &mut |row| {
            if rows.len() <= ROWS {
                rows.push(kept(row)?);
            }
            each(row)
        })?;
        if rows.len() <= ROWS {
            if self.memory.results.len() >= RESULTS {
                self.memory.results.clear();
            }
            self.memory.results.insert(question, rows);
        }
        Ok(())
    }

    fn batch(&mut self, sql: &str) -> Result<(), StorageError> {
        self.link.batch(sql)
    }
}

fn kept(row: &Row<'_>) -> Result<Vec<Kept>, StorageError> {
    (0..row.0.count()).map(|index| row.0.value(index).map(Kept::of)).collect()
}
