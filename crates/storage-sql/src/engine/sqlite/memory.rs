//! What glances found before, while nobody commits anything: most glances ask the same
//! again, such as who holds an access key, and the engine would look up the same rows.

use std::collections::HashMap;

use rusqlite::Connection;
use storage::StorageError;

use crate::engine::attempt::repeat;
use crate::engine::link::{Each, Link};
use crate::engine::value::{Columns, Row, Value};

use super::commits::{Commits, Quiet};
use super::link::SqliteLink;
use super::transaction::{begin, version};

/// Bytes that are kept at most, for each connection; whoever asks for more makes room.
const ALL: usize = 2 << 20;
/// Bytes of a result that is kept, and its rows: a page of a list is, of a hundred and one
/// more that tells whether others follow.
const RESULT: usize = 64 << 10;
const ROWS: usize = 101;
/// Bytes that a value costs besides what it holds, and a result besides its values.
const BESIDES: usize = 64;

/// Is the results of one state of the store, as one connection saw them.
#[derive(Default)]
pub(super) struct Memory {
    /// Which state: it changes whenever anybody else commits.
    version: Option<i64>,
    /// When the file was last asked for it.
    asked: Option<Quiet>,
    /// Whether this is not the first glance at it. While somebody commits all the time
    /// nothing is kept in vain.
    lasts: bool,
    /// Whether the glance before found all that it asked for among the results.
    suffices: bool,
    results: HashMap<Question, Vec<Vec<Kept>>>,
    /// Bytes of all of them.
    size: usize,
}

impl Memory {
    /// Tells whether the glance before needed nothing else.
    pub(super) fn suffices(&self) -> bool {
        self.suffices
    }

    /// Tells whether what is remembered is of the state that the file is in, as far as is
    /// known without asking it.
    pub(super) fn is_current(&self, commits: &Commits) -> bool {
        self.lasts && self.asked.is_some_and(|asked| commits.none_since(asked))
    }

    /// Turns to the state that a connection sees, and forgets all of another one; tells
    /// whether it is the same one still. `asked` is from before the connection looked.
    pub(super) fn turn_to(&mut self, version: i64, asked: Option<Quiet>) -> bool {
        self.asked = asked;
        self.lasts = self.version == Some(version);
        if !self.lasts {
            self.version = Some(version);
            self.forget();
        }
        self.lasts
    }

    fn forget(&mut self) {
        self.results.clear();
        self.size = 0;
    }

    /// Keeps a result, unless it is too large to be kept.
    fn keep(&mut self, question: Question, rows: Vec<Vec<Kept>>) {
        let values = rows.iter().flatten().chain(&question.2);
        let size = BESIDES + values.map(Kept::size).sum::<usize>();
        if rows.len() > ROWS || size > RESULT {
            return;
        }
        if self.size + size > ALL {
            self.forget();
        }
        self.size += size;
        self.results.insert(question, rows);
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

    fn size(&self) -> usize {
        BESIDES
            + match self {
                Self::Null | Self::Int(_) => 0,
                Self::Text(text) => text.len(),
                Self::Bytes(bytes) => bytes.len(),
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

/// Is a connection that only reads, with what it remembers. Its transaction begins, if
/// it has not, with the first question whose answer is not remembered.
pub(super) struct Remembering<'c, 'm> {
    connection: &'c Connection,
    link: SqliteLink<'c>,
    memory: &'m mut Memory,
    /// Whether the transaction that was begun sees another state than what was
    /// remembered is of.
    overtaken: bool,
    failure: Option<StorageError>,
}

impl<'c, 'm> Remembering<'c, 'm> {
    /// `memory` must have been turned to the state that the connection sees.
    pub(super) fn new(connection: &'c Connection, memory: &'m mut Memory) -> Self {
        let link = SqliteLink::new(connection, true);
        memory.suffices = true;
        Self { connection, link, memory, overtaken: false, failure: None }
    }

    /// Tells whether somebody has committed in the midst of it, and what the engine
    /// refused, if it refused anything.
    pub(super) fn end(self) -> (bool, Option<StorageError>) {
        (self.overtaken, self.failure.or_else(|| self.link.failure()))
    }

    /// Begins the transaction, unless it has begun.
    fn begin(&mut self) -> Result<(), StorageError> {
        self.memory.suffices = false;
        if self.connection.is_autocommit() && !self.overtaken {
            let begun = begin(self.connection).and_then(|()| version(self.connection));
            let version = begun.inspect_err(|error| self.failure = Some(repeat(error)))?;
            self.overtaken = !self.memory.turn_to(version, None);
        }
        if self.overtaken {
            return Err(StorageError::Unavailable("somebody has committed meanwhile".to_owned()));
        }
        Ok(())
    }
}

impl Link for Remembering<'_, '_> {
    fn exec(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, StorageError> {
        self.begin()?;
        self.link.exec(sql, values)
    }

    fn rows(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: Each<'_>,
    ) -> Result<(), StorageError> {
        if !self.memory.lasts {
            self.begin()?;
            return self.link.rows(sql, values, each);
        }
        let question = Question::new(sql, values);
        if let Some(rows) = self.memory.results.get(&question) {
            return rows.iter().try_for_each(|row| each(&Row(row)));
        }
        self.begin()?;
        let mut rows = Vec::new();
        self.link.rows(sql, values, &mut |row| {
            if rows.len() <= ROWS {
                rows.push(kept(row)?);
            }
            each(row)
        })?;
        self.memory.keep(question, rows);
        Ok(())
    }

    fn batch(&mut self, sql: &str) -> Result<(), StorageError> {
        self.begin()?;
        self.link.batch(sql)
    }
}

fn kept(row: &Row<'_>) -> Result<Vec<Kept>, StorageError> {
    (0..row.0.count()).map(|index| row.0.value(index).map(Kept::of)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_asked_no_more_is_kept_than_there_is_room_for() {
        let mut memory = Memory::default();
        let text = "x".repeat(60_000);
        let rows = |count| (0..count).map(|_| vec![Kept::of(Value::Text("x"))]).collect();
        let ask = |number: i64| Question::new("SELECT ?1", &[Value::Int(number)]);
        memory.turn_to(1, None);
        memory.keep(ask(-1), rows(ROWS + 1));
        memory
            .keep(ask(-2), vec![vec![Kept::of(Value::Text(&text)), Kept::of(Value::Text(&text))]]);
        assert!(memory.results.is_empty(), "too many rows, and too long ones");
        for number in 0..10_000 {
            let long =
                if number % 2 == 0 { vec![vec![Kept::of(Value::Text(&text))]] } else { rows(1) };
            memory.keep(ask(number), long);
            assert!(memory.size <= ALL);
            let kept: usize = memory.results.values().flatten().flatten().map(Kept::size).sum();
            assert!(kept <= memory.size, "all that is kept is counted");
        }
        assert!(!memory.results.is_empty());
        memory.turn_to(2, None);
        assert_eq!((memory.results.len(), memory.size), (0, 0));
    }
}
