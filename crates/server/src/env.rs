//! The one file that reads the wall clock and the random source.

use std::time::{SystemTime, UNIX_EPOCH};

use identity::Timestamp;
use service::Env;

/// Is the machine's own time and randomness.
pub(crate) struct RealEnv;

impl Env for RealEnv {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            // Nothing is safe without it: no token, no seed, no salt.
            tracing::error!(%error, "the system gives no random bytes");
            std::process::abort();
        }
    }
}
