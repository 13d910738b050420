//! What becomes of a file and of each of its entries.

use crate::{Entry, Refusal, Skipped};

/// What became of each entry of a file.
pub(crate) type Entries = Vec<Result<Entry, Skipped>>;

/// What became of a file.
pub(crate) type Outcome = Result<Entries, Refusal>;
