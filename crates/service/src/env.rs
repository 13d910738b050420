//! Time and randomness, from outside.

use identity::Timestamp;

/// Is where a program takes time and randomness from. One file of each program
/// implements it with the real ones; tests with frozen and seeded ones.
pub trait Env: Send + Sync {
    /// Returns the present moment.
    fn now(&self) -> Timestamp;

    /// Fills a buffer with bytes that nobody can predict.
    fn fill(&self, buffer: &mut [u8]);
}

/// Returns an array of random bytes.
pub(crate) fn random<const N: usize>(env: &dyn Env) -> [u8; N] {
    let mut bytes = [0; N];
    env.fill(&mut bytes);
    bytes
}
