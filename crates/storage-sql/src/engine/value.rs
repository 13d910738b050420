//! What goes into a statement and comes out of a row: integers, text, bytes and
//! nothing else, borrowed in both directions.

use identity::names::AccountId;
use identity::{Identity, Timestamp};
use storage::{StorageError, ThrottleKey, TokenHash};

/// Is one value of a statement or of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.as_micros())
    }
}

impl From<AccountId> for Value<'_> {
    fn from(value: AccountId) -> Self {
        // Twelve digits fit.
        Self::Int(value.as_number().cast_signed())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a Identity> for Value<'a> {
    fn from(value: &'a Identity) -> Self {
        Self::Text(value.key())
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a> From<&'a [u8; 32]> for Value<'a> {
    fn from(value: &'a [u8; 32]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a> From<&'a TokenHash> for Value<'a> {
    fn from(value: &'a TokenHash) -> Self {
        Self::Bytes(&value.0)
    }
}

impl<'a> From<&'a ThrottleKey> for Value<'a> {
    fn from(value: &'a ThrottleKey) -> Self {
        Self::Bytes(&value.0)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Turns a counter into what the store keeps.
pub(crate) fn counter(value: u64) -> Result<i64, StorageError> {
    i64::try_from(value)
        .map_err(|_| StorageError::Corrupt("a counter is greater than any real one".to_owned()))
}

/// Is what an engine knows of one row of a result.
pub(crate) trait Columns {
    /// Returns how many columns there are.
    fn count(&self) -> usize;

    /// Returns the value of a column, counted from 0.
    fn value(&self, index: usize) -> Result<Value<'_>, StorageError>;
}

/// Is one row of a result, with typed access.
pub(crate) struct Row<'a>(pub(crate) &'a dyn Columns);

impl<'a> Row<'a> {
    pub(crate) fn int(&self, index: usize) -> Result<i64, StorageError> {
        self.opt_int(index)?.ok_or_else(|| misshapen(index))
    }

    pub(crate) fn opt_int(&self, index: usize) -> Result<Option<i64>, StorageError> {
        match self.0.value(index)? {
            Value::Int(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            Value::Text(_) | Value::Bytes(_) => Err(misshapen(index)),
        }
    }

    pub(crate) fn count(&self, index: usize) -> Result<u64, StorageError> {
        u64::try_from(self.int(index)?).map_err(|_| misshapen(index))
    }

    pub(crate) fn flag(&self, index: usize) -> Result<bool, StorageError> {
        match self.int(index)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(misshapen(index)),
        }
    }

    pub(crate) fn time(&self, index: usize) -> Result<Timestamp, StorageError> {
        self.int(index).map(Timestamp::from_micros)
    }

    pub(crate) fn opt_time(&self, index: usize) -> Result<Option<Timestamp>, StorageError> {
        Ok(self.opt_int(index)?.map(Timestamp::from_micros))
    }

    pub(crate) fn account(&self, index: usize) -> Result<AccountId, StorageError> {
        self.count(index)
            .ok()
            .and_then(AccountId::from_number)
            .ok_or_else(|| malformed("an account number"))
    }

    pub(crate) fn text(&self, index: usize) -> Result<&'a str, StorageError> {
        self.opt_text(index)?.ok_or_else(|| misshapen(index))
    }

    pub(crate) fn opt_text(&self, index: usize) -> Result<Option<&'a str>, StorageError> {
        match self.0.value(index)? {
            Value::Text(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            Value::Int(_) | Value::Bytes(_) => Err(misshapen(index)),
        }
    }

    pub(crate) fn bytes(&self, index: usize) -> Result<&'a [u8], StorageError> {
        match self.0.value(index)? {
            Value::Bytes(value) => Ok(value),
            Value::Null | Value::Int(_) | Value::Text(_) => Err(misshapen(index)),
        }
    }

    pub(crate) fn opt_bytes(&self, index: usize) -> Result<Option<&'a [u8]>, StorageError> {
        match self.0.value(index)? {
            Value::Bytes(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            Value::Int(_) | Value::Text(_) => Err(misshapen(index)),
        }
    }

    /// Reads a text by the rule of its type; `what` names it in the error, which
    /// never repeats what was found.
    pub(crate) fn parse<T>(
        &self,
        index: usize,
        what: &'static str,
        rule: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StorageError> {
        rule(self.text(index)?).ok_or_else(|| malformed(what))
    }

    /// Reads a text that may be missing.
    pub(crate) fn opt_parse<T>(
        &self,
        index: usize,
        what: &'static str,
        rule: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StorageError> {
        self.opt_text(index)?.map(|text| rule(text).ok_or_else(|| malformed(what))).transpose()
    }

    pub(crate) fn identity(&self, index: usize) -> Result<Identity, StorageError> {
        self.parse(index, "an identity", Identity::from_key)
    }
}

/// Says that a stored text breaks the rule of its type.
pub(crate) fn malformed(what: &str) -> StorageError {
    StorageError::Corrupt(format!("{what} is malformed"))
}

fn misshapen(index: usize) -> StorageError {
    StorageError::Corrupt(format!("column {index} of a row has the wrong type"))
}
