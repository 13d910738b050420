//! What glances found before, while nobody commits anything: most glances ask the same
//! again, such as who holds an access key, and the engine would look up the same rows.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use rusqlite::Connection;
use storage::StorageError;

use crate::engine::attempt::repeat;
use crate::engine::link::{Answer, Each, Link};
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
/// Questions of late that are recognised.
const LATE: u64 = 1024;

/// Is the results of one state of the store, as one connection saw them.
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
    hashes: RandomState,
    /// Questions of late, of any state, each by its hash and in the place that this gives
    /// it. What nobody has asked before, probably nobody asks again.
    late: Vec<u64>,
    results: HashMap<u64, (Question, Found)>,
    /// Bytes of all of them.
    size: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            version: None,
            asked: None,
            lasts: false,
            suffices: false,
            hashes: RandomState::new(),
            late: (0..LATE).map(|_| 0).collect(),
            results: HashMap::new(),
            size: 0,
        }
    }
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

    fn hash(&self, sql: &'static str, values: &[Value<'_>]) -> u64 {
        let mut hasher = self.hashes.build_hasher();
        place(sql).hash(&mut hasher);
        values.hash(&mut hasher);
        hasher.finish()
    }

    /// Says whether a question is one of late, and remembers that it was asked.
    fn is_asked_again(&mut self, hash: u64) -> bool {
        let place = usize::try_from(hash % LATE).unwrap_or_default();
        self.late.get_mut(place).is_some_and(|late| std::mem::replace(late, hash) == hash)
    }

    fn find(&self, hash: u64, sql: &'static str, values: &[Value<'_>]) -> Option<&Found> {
        self.results.get(&hash).filter(|(asked, _)| asked.is(sql, values)).map(|(_, found)| found)
    }

    /// Keeps a result, unless it is too large to be kept.
    fn keep(&mut self, hash: u64, question: Question, rows: Vec<Vec<Kept>>) {
        let values = rows.iter().flatten().chain(&question.values);
        let size = BESIDES + values.map(Kept::size).sum::<usize>();
        if rows.len() > ROWS || size > RESULT {
            return;
        }
        if self.size + size > ALL {
            self.forget();
        }
        self.size += size;
        self.results.insert(hash, (question, Found::Rows(rows)));
    }

    /// Keeps what was made of rows in their place, which takes no more than they do: each
    /// value of theirs is counted with [`BESIDES`]. Rows that were not kept have none.
    fn keep_answer(&mut self, sql: &'static str, values: &[Value<'_>], answer: Answer) {
        let hash = self.hash(sql, values);
        match self.results.get_mut(&hash) {
            Some((asked, found)) if asked.is(sql, values) => *found = Found::Answer(answer),
            _ => {}
        }
    }
}

/// Is what a statement returned.
enum Found {
    /// Its rows.
    Rows(Vec<Vec<Kept>>),
    /// What was made of them.
    Answer(Answer),
}

/// Is a statement with its values.
struct Question {
    sql: (usize, usize),
    values: Vec<Kept>,
}

impl Question {
    fn new(sql: &'static str, values: &[Value<'_>]) -> Self {
        Self { sql: place(sql), values: values.iter().copied().map(Kept::of).collect() }
    }

    fn is(&self, sql: &'static str, values: &[Value<'_>]) -> bool {
        self.sql == place(sql) && self.values.iter().map(Kept::value).eq(values.iter().copied())
    }
}

/// Tells statements apart, which are constants, by where they stand.
fn place(sql: &'static str) -> (usize, usize) {
    (sql.as_ptr().addr(), sql.len())
}

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
        let hash = self.memory.hash(sql, values);
        if let Some(Found::Rows(rows)) = self.memory.find(hash, sql, values) {
            return rows.iter().try_for_each(|row| each(&Row(row)));
        }
        self.begin()?;
        let again = self.memory.is_asked_again(hash);
        if !again || !self.memory.lasts {
            return self.link.rows(sql, values, each);
        }
        let mut rows = Vec::new();
        self.link.rows(sql, values, &mut |row| {
            if rows.len() <= ROWS {
                rows.push(kept(row)?);
            }
            each(row)
        })?;
        self.memory.keep(hash, Question::new(sql, values), rows);
        Ok(())
    }

    fn batch(&mut self, sql: &str) -> Result<(), StorageError> {
        self.begin()?;
        self.link.batch(sql)
    }

    fn remembered(&mut self, sql: &'static str, values: &[Value<'_>]) -> Option<&Answer> {
        if !self.memory.lasts {
            return None;
        }
        match self.memory.find(self.memory.hash(sql, values), sql, values)? {
            Found::Answer(answer) => Some(answer),
            Found::Rows(_) => None,
        }
    }

    fn remember(&mut self, sql: &'static str, values: &[Value<'_>], answer: Answer) {
        if self.memory.lasts {
            self.memory.keep_answer(sql, values, answer);
        }
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
        let long = || vec![Kept::of(Value::Text(&text))];
        memory.turn_to(1, None);
        keep(&mut memory, -1, rows(ROWS + 1));
        keep(&mut memory, -2, vec![long(), long()]);
        assert!(memory.results.is_empty(), "too many rows, and too long ones");
        for number in 0..10_000 {
            keep(&mut memory, number, if number % 2 == 0 { vec![long()] } else { rows(1) });
            assert!(memory.size <= ALL);
            let kept = memory.results.values().map(|(_, found)| match found {
                Found::Rows(rows) => rows.iter().flatten().map(Kept::size).sum::<usize>(),
                Found::Answer(_) => 0,
            });
            assert!(kept.sum::<usize>() <= memory.size, "all that is kept is counted");
        }
        assert!(!memory.results.is_empty());
        memory.turn_to(2, None);
        assert_eq!((memory.results.len(), memory.size), (0, 0));
    }

    #[test]
    fn a_question_is_found_by_all_that_it_asks() {
        const OTHER: &str = "SELECT ?1 + 1";
        let mut memory = Memory::default();
        keep(&mut memory, 1, vec![vec![Kept::Int(7)]]);
        let hash = memory.hash(ASK, &[Value::Int(1)]);
        assert!(memory.find(hash, ASK, &[Value::Int(1)]).is_some());
        // As if their hashes were the same.
        for (sql, values) in [(OTHER, [Value::Int(1)]), (ASK, [Value::Int(2)])] {
            assert!(memory.find(hash, sql, &values).is_none());
        }
        assert!(memory.find(hash, ASK, &[Value::Text("1")]).is_none());
        assert!(memory.find(hash, ASK, &[]).is_none());
    }

    #[test]
    fn what_was_made_of_rows_takes_their_place() {
        let mut memory = Memory::default();
        memory.keep_answer(ASK, &[Value::Int(1)], Box::new(7));
        assert!(memory.results.is_empty(), "the rows were not kept");
        keep(&mut memory, 1, vec![vec![Kept::Int(7)]]);
        memory.keep_answer(ASK, &[Value::Int(1)], Box::new(7));
        let hash = memory.hash(ASK, &[Value::Int(1)]);
        let Some(Found::Answer(answer)) = memory.find(hash, ASK, &[Value::Int(1)]) else {
            panic!("it is there")
        };
        assert_eq!(answer.downcast_ref(), Some(&7));
    }

    #[test]
    fn a_question_of_late_is_known_when_it_comes_again() {
        let mut memory = Memory::default();
        let hash = memory.hash(ASK, &[Value::Int(1)]);
        assert_eq!([(); 3].map(|()| memory.is_asked_again(hash)), [false, true, true]);
        memory.turn_to(2, None);
        assert!(memory.is_asked_again(hash), "of another state as well");
    }

    const ASK: &str = "SELECT ?1";

    fn keep(memory: &mut Memory, number: i64, rows: Vec<Vec<Kept>>) {
        let values = [Value::Int(number)];
        let hash = memory.hash(ASK, &values);
        memory.keep(hash, Question::new(ASK, &values), rows);
    }
}
