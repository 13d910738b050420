//! Recognising a file, and what holds for every format.

use std::collections::HashSet;

use otp::{Algorithm, Digits, Period, Seed, Totp};
use zeroize::Zeroizing;

use crate::{Limits, Refusal, SeedFile, Skipped, Token, Validity, csv, pskc};

/// The shortest seed that is taken, in bytes (RFC 4226, section 4, R6).
const SHORTEST_SEED: usize = 16;
/// The farthest that a clock is believed to be off, in steps: as far as two
/// codes are searched for when the token is assigned.
const FARTHEST_DRIFT: i64 = 990;

/// Is how a file's seeds are opened.
pub enum Protection {
    /// They lie open.
    None,
    /// With a key agreed on before, in hexadecimal.
    Key(Zeroizing<String>),
    /// With a passphrase.
    Passphrase(Zeroizing<String>),
}

/// Is a token as a format delivers it, before it is looked at.
pub(crate) struct Raw {
    pub(crate) serial: String,
    pub(crate) seed: Zeroizing<Vec<u8>>,
    pub(crate) kind: RawKind,
    pub(crate) algorithm: Option<String>,
    pub(crate) digits: Option<String>,
    pub(crate) period: Option<String>,
    pub(crate) drift: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) validity: Validity,
}

/// Is what a token counts.
pub(crate) enum RawKind {
    /// Time.
    Totp,
    /// Something else, with the reason why it is of no use.
    Other(String),
}

/// Reads a file to its end, or refuses it whole.
pub fn read(bytes: &[u8], protection: &Protection, limits: Limits) -> Result<SeedFile, Refusal> {
    if bytes.len() > limits.bytes {
        return Err(Refusal::TooLarge(format!("{} KiB are read", limits.bytes >> 10)));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::Unknown)?;
    let text = text.trim_start_matches('\u{feff}');
    let (format, raw) = if text.trim_start().starts_with('<') {
        pskc::read(text, protection, limits)?
    } else {
        csv::read(text, limits)?
    };

    let mut seen = HashSet::with_capacity(raw.len());
    let mut file = SeedFile { format, tokens: Vec::with_capacity(raw.len()), skipped: Vec::new() };
    for raw in raw {
        if !seen.insert(raw.serial.to_lowercase()) {
            return Err(Refusal::Duplicate(raw.serial));
        }
        match judge(raw)? {
            Ok(token) => file.tokens.push(token),
            Err(skipped) => file.skipped.push(skipped),
        }
    }
    Ok(file)
}

/// Sorts a token: taken, of no use, or a reason to refuse the whole file.
fn judge(raw: Raw) -> Result<Result<Token, Skipped>, Refusal> {
    let serial = raw.serial;
    let skip = |reason: String| Ok(Err(Skipped { serial: serial.clone(), reason }));
    let fault = |what: &str| Refusal::Token { serial: serial.clone(), what: what.to_owned() };
    if let RawKind::Other(reason) = raw.kind {
        return skip(reason);
    }
    let algorithm = match raw.algorithm.as_deref() {
        None => Algorithm::Sha1,
        Some(name) => match Algorithm::parse(name) {
            Ok(algorithm) => algorithm,
            Err(_) => return skip("its hash is none of SHA-1, SHA-256 and SHA-512".to_owned()),
        },
    };
    match raw.digits.as_deref().map(str::parse::<u32>) {
        None | Some(Ok(6)) => {}
        Some(Ok(count)) => {
            return skip(format!("it shows {count} digits, and codes here have six"));
        }
        Some(Err(_)) => return Err(fault("its number of digits is no number")),
    }
    let period = match raw.period.as_deref().map(str::parse::<u32>) {
        None => Period::THIRTY,
        Some(Ok(seconds @ (30 | 60))) => {
            Period::new(seconds).ok_or_else(|| fault("its time step makes no sense"))?
        }
        Some(Ok(seconds)) => {
            return skip(format!("its time step is {seconds} seconds, not 30 or 60"));
        }
        Some(Err(_)) => return Err(fault("its time step is no number")),
    };
    let drift = match raw.drift.as_deref().map(str::parse::<i64>) {
        None => 0,
        Some(Ok(drift)) => drift.clamp(-FARTHEST_DRIFT, FARTHEST_DRIFT),
        Some(Err(_)) => return Err(fault("its drift is no number")),
    };
    if raw.seed.len() < SHORTEST_SEED {
        return skip("its seed is shorter than 128 bits (RFC 4226, R6)".to_owned());
    }
    let seed = Seed::from_bytes(raw.seed.to_vec()).map_err(|_| fault("its seed is too long"))?;
    let totp = Totp { seed, algorithm, digits: Digits::SIX, period };
    Ok(Ok(Token { serial, totp, drift, model: raw.model, validity: raw.validity }))
}
