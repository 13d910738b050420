//! HOTP: a code from a counter (RFC 4226, section 5.3).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use zeroize::Zeroizing;

use crate::{Algorithm, Code, Digits, Seed};

/// Computes the code of one counter.
pub fn hotp(seed: &Seed, counter: u64, digits: Digits, algorithm: Algorithm) -> Code {
    Hotp::new(seed, digits, algorithm).code(counter)
}

/// Makes many codes of one seed. What depends on the seed alone, half of the
/// work, is done once.
pub struct Hotp {
    word: Box<dyn Fn(u64) -> u32 + Send>,
    digits: Digits,
}

impl Hotp {
    /// Takes what all codes have in common.
    pub fn new(seed: &Seed, digits: Digits, algorithm: Algorithm) -> Self {
        let word: Box<dyn Fn(u64) -> u32 + Send> = match algorithm {
            Algorithm::Sha1 => Box::new(keyed::<Hmac<Sha1>>(seed)),
            Algorithm::Sha256 => Box::new(keyed::<Hmac<Sha256>>(seed)),
            Algorithm::Sha512 => Box::new(keyed::<Hmac<Sha512>>(seed)),
        };
        Self { word, digits }
    }

    /// Computes the code of one counter.
    pub fn code(&self, counter: u64) -> Code {
        Code::new((self.word)(counter) % self.digits.modulus(), self.digits)
    }
}

/// Returns what turns a counter into 31 bits.
fn keyed<M: Mac + KeyInit + Clone>(seed: &Seed) -> impl Fn(u64) -> u32 + use<M> {
    let Ok(keyed) = <M as KeyInit>::new_from_slice(seed.expose()) else {
        unreachable!("HMAC takes keys of any length (RFC 2104, section 2)");
    };
    move |counter| {
        let mac = keyed.clone().chain_update(counter.to_be_bytes()).finalize();
        truncate(&Zeroizing::new(mac.into_bytes().to_vec()))
    }
}

/// Dynamic truncation: 31 bits, taken where the last nibble points.
fn truncate(mac: &[u8]) -> u32 {
    let offset = usize::from(mac.last().copied().unwrap_or_default() & 0x0f);
    let word =
        mac.iter().skip(offset).take(4).fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
    word & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4226, appendix D.
    #[test]
    fn rfc_4226_appendix_d() {
        let seed = Seed::from_bytes(b"12345678901234567890".to_vec()).unwrap();
        let want = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ];
        for (counter, want) in (0..).zip(want) {
            assert_eq!(hotp(&seed, counter, Digits::SIX, Algorithm::Sha1).expose(), want);
        }
    }

    /// The intermediate values of RFC 4226, appendix D, before the modulus.
    #[test]
    fn truncated_values_of_appendix_d() {
        let seed = Seed::from_bytes(b"12345678901234567890".to_vec()).unwrap();
        let want = [1_284_755_224, 1_094_287_082, 137_359_152, 1_726_969_429, 1_640_338_314];
        for (counter, want) in (0..).zip(want) {
            assert_eq!(keyed::<Hmac<Sha1>>(&seed)(counter), want);
        }
    }

    #[test]
    fn a_counter_beyond_32_bits_has_its_own_code() {
        let seed = Seed::from_bytes(vec![7; 20]).unwrap();
        let low = hotp(&seed, 1, Digits::EIGHT, Algorithm::Sha1);
        let high = hotp(&seed, 1 + (1 << 32), Digits::EIGHT, Algorithm::Sha1);
        assert!(!bool::from(low.matches(&high)));
    }
}
