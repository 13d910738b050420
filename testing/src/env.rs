//! Time and randomness of a World.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use identity::Timestamp;
use service::Env;

/// Is a clock that stands still until it is moved, and a generator that gives
/// the same bytes in every run (xorshift64*; not for anything but tests).
pub struct FrozenEnv {
    micros: AtomicI64,
    state: Mutex<u64>,
    drawn: AtomicU64,
}

impl FrozenEnv {
    /// Starts at a moment, with a seed.
    pub fn new(now: Timestamp, seed: u64) -> Self {
        Self {
            micros: AtomicI64::new(now.as_micros()),
            state: Mutex::new(seed | 1),
            drawn: AtomicU64::new(0),
        }
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap();
        self.micros.fetch_add(micros, Ordering::SeqCst);
    }

    /// Sets the clock, backwards as well.
    pub fn set(&self, now: Timestamp) {
        self.micros.store(now.as_micros(), Ordering::SeqCst);
    }

    /// Returns how many bytes were drawn.
    pub fn drawn(&self) -> u64 {
        self.drawn.load(Ordering::SeqCst)
    }
}

impl Env for FrozenEnv {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.micros.load(Ordering::SeqCst))
    }

    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.state.lock().unwrap();
        for byte in buffer.iter_mut() {
            *state ^= *state >> 12;
            *state ^= *state << 25;
            *state ^= *state >> 27;
            *byte = state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_be_bytes()[0];
        }
        self.drawn.fetch_add(buffer.len() as u64, Ordering::SeqCst);
    }
}
