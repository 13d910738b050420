//! What comes out of a file.

use otp::Totp;

/// Is what a file was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PSKC, its seeds encrypted and proved.
    Pskc,
    /// PSKC with seeds in the clear.
    PlainPskc,
    /// A table, in the clear.
    Csv,
}

impl Format {
    /// Returns the name for people and scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pskc => "pskc",
            Self::PlainPskc => "pskc-plain",
            Self::Csv => "csv",
        }
    }

    /// Says whether whoever sees the file has the seeds.
    pub fn reveals_seeds(self) -> bool {
        self != Self::Pskc
    }
}

/// Is a hardware token as its maker describes it.
#[derive(Clone, Debug)]
pub struct Token {
    /// The serial number that is printed on it.
    pub serial: String,
    /// Its seed and how its codes are made.
    pub totp: Totp,
    /// Steps by which its clock is known to run ahead (RFC 6030, `TimeDrift`).
    pub drift: i64,
    /// Who made it and which model it is, where the file says so.
    pub model: Option<String>,
    /// When its maker permits it to be used.
    pub validity: Validity,
}

/// Is when a token may be used (RFC 6030, section 5: `StartDate`, `ExpiryDate`). The
/// reader has no clock: who takes the token compares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    /// Not before this moment, in seconds since 1970.
    pub from: Option<i64>,
    /// Not after this one.
    pub until: Option<i64>,
}

/// Is a token that is of no use here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The serial number.
    pub serial: String,
    /// Why.
    pub reason: String,
}

/// Is a file's content.
#[derive(Clone, Debug)]
pub struct SeedFile {
    /// What it was recognised as.
    pub format: Format,
    /// The tokens, in the order of the file.
    pub tokens: Vec<Token>,
    /// Those that were left out, likewise.
    pub skipped: Vec<Skipped>,
}
