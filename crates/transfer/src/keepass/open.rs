//! From a database's bytes to its codes.

use super::{attributes, container, content};
use crate::formats::Outcome;
use crate::kdf::Budget;
use crate::{Format, Refusal};

pub(super) const FORMAT: Format = Format::KeePass;

/// Reads a database.
pub(crate) fn read(bytes: &[u8], password: Option<&str>, budget: &mut Budget) -> Outcome {
    read_content(&container::open(bytes, password, budget)?)
}

/// Reads what the container of a database holds.
pub(crate) fn read_content(plain: &[u8]) -> Outcome {
    let entries = content::entries(plain)?;
    Ok(entries.iter().flat_map(attributes::codes).collect())
}

/// Says what is wrong with a database.
pub(super) fn damaged(what: &str) -> Refusal {
    Refusal::damaged(FORMAT, what)
}
