//! What is noted of one request while it is served: its parameters as the door read
//! them, and whether the use case has put it on record.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use identity::audit::Outcome;

/// Is the note of one request; its clones are the same note.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace(Arc<Note>);

#[derive(Debug, Default)]
struct Note {
    kept: AtomicU8,
    parameters: OnceLock<String>,
}

const SUCCESS: u8 = 1;
const REFUSAL: u8 = 2;

impl Trace {
    /// Takes the parameters, as a JSON object without secrets. The first ones count.
    pub(crate) fn ask(&self, parameters: String) {
        // What is there already stays.
        let _ = self.0.parameters.set(parameters);
    }

    /// Returns the parameters.
    pub(crate) fn parameters(&self) -> Option<&str> {
        self.0.parameters.get().map(String::as_str)
    }

    /// Notes that the request stands on record with this outcome.
    pub(crate) fn keep(&self, outcome: Outcome) {
        let kept = match outcome {
            Outcome::Success => SUCCESS,
            Outcome::Refused(_) => REFUSAL,
        };
        self.0.kept.store(kept, Ordering::SeqCst);
    }

    /// Says whether the request stands on record as what it came to. A record of
    /// success that was undone with a failed transaction does not count.
    pub(crate) fn is_kept(&self, success: bool) -> bool {
        match self.0.kept.load(Ordering::SeqCst) {
            SUCCESS => success,
            REFUSAL => !success,
            _ => false,
        }
    }
}
