//! What a file may cost.

/// Is what a file may cost at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Tokens in it.
    pub tokens: usize,
    /// Rounds of PBKDF2 for its passphrase.
    pub rounds: u32,
}

impl Limits {
    /// For an operator at the host: 256 MiB, a million tokens.
    pub const OPERATOR: Self = Self { bytes: 256 << 20, tokens: 1_000_000, rounds: 10_000_000 };

    /// For a form of the console: 512 KiB, a thousand tokens.
    pub const FORM: Self = Self { bytes: 512 << 10, tokens: 1000, rounds: 1_000_000 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::OPERATOR
    }
}
