//! TOTP: a code from the time (RFC 6238).

use crate::{Algorithm, Code, Digits, Hotp, Seed};

/// Is the length of a time step, in seconds: 1 to 86 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period(u32);

impl Period {
    /// Thirty seconds, the default of RFC 6238 and AWS's only period.
    pub const THIRTY: Self = Self(30);

    /// Accepts 1 to 86 400 seconds; `None` otherwise.
    pub fn new(seconds: u32) -> Option<Self> {
        (1..=86_400).contains(&seconds).then_some(Self(seconds))
    }

    /// Returns the length in seconds.
    pub fn seconds(self) -> u32 {
        self.0
    }

    /// Returns the number of the step that a time lies in (*T* of RFC 6238,
    /// with *T0* = 0).
    pub fn step_at(self, unix_seconds: u64) -> u64 {
        unix_seconds / u64::from(self.0)
    }

    /// Returns the seconds until the next step begins: 1 to the period.
    pub fn remaining_at(self, unix_seconds: u64) -> u64 {
        u64::from(self.0) - unix_seconds % u64::from(self.0)
    }
}

impl Default for Period {
    fn default() -> Self {
        Self::THIRTY
    }
}

/// Is a seed together with what must be known to compute its codes.
#[derive(Clone, Debug)]
pub struct Totp {
    /// The shared secret.
    pub seed: Seed,
    /// The hash function.
    pub algorithm: Algorithm,
    /// The length of a code.
    pub digits: Digits,
    /// The length of a time step.
    pub period: Period,
}

impl Totp {
    /// Makes the usual kind: SHA-1, six digits, thirty seconds.
    pub fn standard(seed: Seed) -> Self {
        Self { seed, algorithm: Algorithm::Sha1, digits: Digits::SIX, period: Period::THIRTY }
    }

    /// Computes the code that is shown at a time.
    pub fn code_at(&self, unix_seconds: u64) -> Code {
        self.code_of_step(self.period.step_at(unix_seconds))
    }

    /// Makes the codes of many time steps, which are its counters.
    pub fn codes(&self) -> Hotp {
        Hotp::new(&self.seed, self.digits, self.algorithm)
    }

    /// Computes the code of one time step.
    pub fn code_of_step(&self, step: u64) -> Code {
        self.codes().code(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totp(seed: &[u8], algorithm: Algorithm, digits: Digits) -> Totp {
        Totp {
            seed: Seed::from_bytes(seed.to_vec()).unwrap(),
            algorithm,
            digits,
            period: Period::THIRTY,
        }
    }

    /// RFC 6238, appendix B. The RFC's text names one seed; its reference code
    /// uses 20, 32 and 64 bytes (errata 2866), which give the printed values.
    #[test]
    fn rfc_6238_appendix_b() {
        let digits = b"1234567890".repeat(7);
        let sha1 = totp(&digits[..20], Algorithm::Sha1, Digits::EIGHT);
        let sha256 = totp(&digits[..32], Algorithm::Sha256, Digits::EIGHT);
        let sha512 = totp(&digits[..64], Algorithm::Sha512, Digits::EIGHT);
        for (time, one, two, five) in [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"),
            (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"),
            (20_000_000_000, "65353130", "77737706", "47863826"),
        ] {
            assert_eq!(sha1.code_at(time).expose(), one, "SHA-1 at {time}");
            assert_eq!(sha256.code_at(time).expose(), two, "SHA-256 at {time}");
            assert_eq!(sha512.code_at(time).expose(), five, "SHA-512 at {time}");
        }
    }

    /// Codes of AWS's 40-byte seeds, computed with two independent programs.
    #[test]
    fn forty_byte_seed() {
        let seed: Vec<u8> = (0..40).collect();
        let totp = totp(&seed, Algorithm::Sha1, Digits::SIX);
        for (time, want) in [
            (0, "102099"),
            (30, "928121"),
            (59, "928121"),
            (1_111_111_109, "425479"),
            (1_700_000_000, "145417"),
            (1_700_000_010, "541951"),
            (1_700_000_040, "983660"),
            (1_800_010_380, "000486"),
            (2_000_000_000, "635464"),
        ] {
            assert_eq!(totp.code_at(time).expose(), want, "at {time}");
        }
    }

    /// Values published in KeePassXC's tests (`TestTotp`, Steam).
    #[test]
    fn steam_codes() {
        let seed = Seed::from_base32("63BEDWCQZKTQWPESARIERL5DTTQFCJTK").unwrap();
        let steam = totp(seed.expose(), Algorithm::Sha1, Digits::STEAM);
        for (time, want) in [(1_511_200_518, "FR8RV"), (1_511_200_714, "9P3VP")] {
            assert_eq!(steam.code_at(time).expose(), want, "at {time}");
        }
    }

    #[test]
    fn a_step_begins_where_the_last_one_ends() {
        assert_eq!(Period::THIRTY.step_at(29), 0);
        assert_eq!(Period::THIRTY.remaining_at(29), 1);
        assert_eq!(Period::THIRTY.step_at(30), 1);
        assert_eq!(Period::THIRTY.remaining_at(30), 30);
    }

    #[test]
    fn absurd_periods_are_refused() {
        assert_eq!(Period::new(0), None);
        assert_eq!(Period::new(86_401), None);
    }
}
