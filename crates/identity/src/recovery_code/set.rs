//! A set of codes: what is kept of it, and what its owner is told.

use std::time::Duration;

use subtle::{Choice, ConstantTimeEq};

use crate::Timestamp;

/// Codes of a set.
pub const CODES: usize = 10;

/// With so many codes left, or fewer, the owner is told to make a new set.
pub const FEW: usize = 2;

/// How long a set waits for one of its codes to be typed back. Long enough to find
/// a printer.
pub const WAITING_LIFETIME: Duration = Duration::from_hours(1);

/// Is what is kept of a code: a keyed hash of it with its account and identity.
/// Without the key, which is not in the store, it says nothing.
#[derive(Clone, Copy)]
pub struct CodeHash(pub [u8; 32]);

impl ConstantTimeEq for CodeHash {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl PartialEq for CodeHash {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for CodeHash {}

impl std::fmt::Debug for CodeHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeHash")
    }
}

/// Is a code as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptCode {
    /// Its hash.
    pub hash: CodeHash,
    /// When its set was made.
    pub made: Timestamp,
    /// Since when its set is in force; `None` while it waits for one of its codes
    /// to be typed back.
    pub confirmed: Option<Timestamp>,
    /// When it was used.
    pub spent: Option<Timestamp>,
    /// Whether it waits to join the set in force, in place of a used one.
    pub joins: bool,
    /// Whether it was used, and another one has taken its place since.
    pub replaced: bool,
}

impl KeptCode {
    /// Says whether its set waits at this moment for one of its codes.
    pub fn is_waiting(&self, now: Timestamp) -> bool {
        self.confirmed.is_none() && now.since(self.made) < WAITING_LIFETIME
    }
}

/// Is the set in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce {
    /// When it was made.
    pub made: Timestamp,
    /// Codes that were not used yet.
    pub left: usize,
    /// Codes that it has, used ones included.
    pub of: usize,
    /// When one was used last.
    pub last_used: Option<Timestamp>,
}

impl InForce {
    /// Says whether it is time for a new set.
    pub fn is_short(&self) -> bool {
        self.left <= FEW
    }

    /// Returns how many codes were used and have no replacement yet.
    pub fn used(&self) -> usize {
        self.of.saturating_sub(self.left)
    }
}

/// Is what is known of an identity's codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sets {
    /// The set in force.
    pub in_force: Option<InForce>,
    /// When the set was made that waits for one of its codes.
    pub waiting: Option<Timestamp>,
    /// How many codes wait to take the place of used ones.
    pub joining: usize,
}

impl Sets {
    /// Counts all codes that are kept of an identity.
    pub fn of(kept: &[KeptCode], now: Timestamp) -> Self {
        let confirmed = || kept.iter().filter(|code| code.confirmed.is_some());
        let waiting = || kept.iter().filter(|code| code.is_waiting(now));
        Self {
            in_force: confirmed().map(|code| code.made).min().map(|made| InForce {
                made,
                left: confirmed().filter(|code| code.spent.is_none()).count(),
                of: confirmed().filter(|code| !code.replaced).count(),
                last_used: confirmed().filter_map(|code| code.spent).max(),
            }),
            waiting: waiting().find(|code| !code.joins).map(|code| code.made),
            joining: waiting().filter(|code| code.joins).count(),
        }
    }

    /// Returns how many codes still stand in for a device.
    pub fn left(&self) -> usize {
        self.in_force.map_or(0, |set| set.left)
    }
}
