//! Answers of authenticators, honest and hostile: the vectors of the standard, and a
//! software authenticator that does one thing wrong at a time.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod hostile;
mod vectors;
