//! How a command fails: one message for the person and an exit status. The
//! reasons themselves are worded where they arise.

use device_wire::agent::Candidate;

/// The exit status of wrong usage.
const USAGE: u8 = 2;

/// Is why a command could not be done.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is wrong and what to do.
    pub(crate) message: String,
    /// 2 for wrong usage, 1 for everything else.
    pub(crate) status: u8,
    /// The entries of which one may have been meant, where a person could say which.
    pub(crate) candidates: Vec<Candidate>,
}

impl Failure {
    /// Makes the ordinary failure, exit status 1.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::with(message, 1)
    }

    /// Tells whether the command was used wrongly.
    pub(crate) fn is_usage(&self) -> bool {
        self.status == USAGE
    }

    /// Makes a usage failure, exit status 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::with(message, USAGE)
    }

    /// Makes a failure with an exit status of its own.
    pub(crate) fn with(message: impl Into<String>, status: u8) -> Self {
        Self { message: message.into(), status, candidates: Vec::new() }
    }

    /// Makes the failure of a name that several entries answer to.
    pub(crate) fn several(message: String, candidates: Vec<Candidate>) -> Self {
        Self { candidates, ..Self::new(message) }
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error.to_string())
    }
}
