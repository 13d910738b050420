//! How much work and memory a foreign file may cost.

/// Is what a file may cost at most; a file that asks for more is refused
/// before the work begins.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest file, in bytes.
    pub file_bytes: usize,
    /// The most that compressed content may grow to, in bytes.
    pub unpacked_bytes: usize,
    /// The most memory of one key derivation, in KiB.
    pub kdf_memory_kib: u64,
    /// The work of all key derivations of a file together, in steps of about a
    /// millisecond each on a computer of the year 2020.
    pub kdf_work: u64,
}

impl Default for Limits {
    /// Returns what people's own files stay far below: 64 MiB, 1 GiB of memory
    /// and about half a minute of work.
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            unpacked_bytes: 64 << 20,
            kdf_memory_kib: 1 << 20,
            kdf_work: 30_000,
        }
    }
}
