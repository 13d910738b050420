//! Passwords into keys, the ways of the other applications. Each derivation is
//! paid for from a budget before it begins, so that no file can ask for hours
//! or for all memory.

use argon2::{Algorithm, Argon2, Params, Version};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{Format, Limits, Refusal};

/// Is a key of 32 bytes, wiped when dropped.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// Is what is left of the work that a file may cost.
pub(crate) struct Budget {
    format: Format,
    limits: Limits,
    left: u64,
}

/// Is which of Argon2's variants.
#[derive(Clone, Copy)]
pub(crate) enum Variant {
    /// Argon2d, as KeePass uses it.
    D,
    /// Argon2id, as everyone else does.
    Id,
}

impl Budget {
    pub(crate) fn new(format: Format, limits: Limits) -> Self {
        Self { format, limits, left: limits.kdf_work }
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    fn pay(&mut self, work: u64, what: impl FnOnce() -> String) -> Result<(), Refusal> {
        match self.left.checked_sub(work) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Refusal::Costly { format: self.format, what: what() }),
        }
    }

    fn pay_memory(&mut self, kib: u64) -> Result<(), Refusal> {
        if kib > self.limits.kdf_memory_kib {
            let what = format!("opening it would take {} MiB of memory", kib >> 10);
            return Err(Refusal::Costly { format: self.format, what });
        }
        Ok(())
    }

    /// Pays for repeated cheap steps, such as the rounds of AES-KDF; `price` is
    /// how many are done in a millisecond.
    pub(crate) fn pay_rounds(&mut self, rounds: u64, price: u64) -> Result<(), Refusal> {
        self.pay(rounds / price.max(1), || format!("opening it would take {rounds} rounds of work"))
    }

    /// PBKDF2 with HMAC-SHA-1 (RFC 8018, section 5.2).
    pub(crate) fn pbkdf2_sha1(
        &mut self,
        password: &str,
        salt: &[u8],
        rounds: u64,
    ) -> Result<Key, Refusal> {
        // 32 bytes are two blocks of SHA-1.
        let rounds = self.rounds(rounds, 2)?;
        let mut key = Key::default();
        pbkdf2_hmac::<Sha1>(password.as_bytes(), salt, rounds, key.as_mut_slice());
        Ok(key)
    }

    /// PBKDF2 with HMAC-SHA-256.
    pub(crate) fn pbkdf2_sha256(
        &mut self,
        password: &str,
        salt: &[u8],
        rounds: u64,
    ) -> Result<Key, Refusal> {
        let rounds = self.rounds(rounds, 1)?;
        let mut key = Key::default();
        pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, rounds, key.as_mut_slice());
        Ok(key)
    }

    fn rounds(&mut self, rounds: u64, blocks: u64) -> Result<u32, Refusal> {
        self.pay_rounds(rounds.saturating_mul(blocks), 1_000)?;
        match u32::try_from(rounds) {
            Ok(rounds) if rounds > 0 => Ok(rounds),
            _ => Err(Refusal::damaged(self.format, "its number of rounds makes no sense")),
        }
    }

    /// scrypt (RFC 7914) with its cost parameter as a number.
    pub(crate) fn scrypt(
        &mut self,
        password: &[u8],
        salt: &[u8],
        (cost, block, lanes): (u64, u32, u32),
    ) -> Result<Key, Refusal> {
        let format = self.format;
        let senseless = || Refusal::damaged(format, "its scrypt parameters make no sense");
        if !cost.is_power_of_two() || cost < 2 || block == 0 || lanes == 0 {
            return Err(senseless());
        }
        // Before the crate multiplies them.
        let kib = cost.saturating_mul(u64::from(block)) / 8;
        self.pay_memory(kib.saturating_add(u64::from(block) * u64::from(lanes) / 8))?;
        if u64::from(block) * u64::from(lanes) >= 1 << 30 {
            return Err(senseless());
        }
        let log = u8::try_from(cost.trailing_zeros()).unwrap_or(u8::MAX);
        let params = scrypt::Params::new(log, block, lanes).map_err(|_| senseless())?;
        let work = kib.saturating_mul(u64::from(lanes)).saturating_mul(2) >> 10;
        self.pay(work.saturating_add(1), || format!("its scrypt work is {work} MiB"))?;
        let mut key = Key::default();
        scrypt::scrypt(password, salt, &params, key.as_mut_slice())
            .map_err(|_| Refusal::damaged(self.format, "its scrypt parameters make no sense"))?;
        Ok(key)
    }

    /// Argon2 (RFC 9106) with 32 bytes of output.
    pub(crate) fn argon2(
        &mut self,
        variant: Variant,
        password: &[u8],
        salt: &[u8],
        (memory_kib, passes, lanes): (u64, u64, u64),
    ) -> Result<Key, Refusal> {
        let format = self.format;
        let senseless = || Refusal::damaged(format, "its Argon2 parameters make no sense");
        let narrow = |value: u64| u32::try_from(value).map_err(|_| senseless());
        self.pay_memory(memory_kib)?;
        let work = memory_kib.saturating_mul(passes) >> 10;
        let (memory, passes, lanes) = (narrow(memory_kib)?, narrow(passes)?, narrow(lanes)?);
        let params = Params::new(memory, passes, lanes, Some(32)).map_err(|_| senseless())?;
        self.pay(work.saturating_add(1), || format!("its Argon2 work is {work} MiB"))?;
        let variant = match variant {
            Variant::D => Algorithm::Argon2d,
            Variant::Id => Algorithm::Argon2id,
        };
        let mut key = Key::default();
        Argon2::new(variant, Version::V0x13, params)
            .hash_password_into(password, salt, key.as_mut_slice())
            .map_err(|_| Refusal::damaged(self.format, "its salt makes no sense"))?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget() -> Budget {
        Budget::new(Format::Aegis, Limits::default())
    }

    #[test]
    fn bombs_are_refused_before_they_go_off() {
        let costly = |outcome: Result<Key, Refusal>| {
            matches!(outcome, Err(Refusal::Costly { .. } | Refusal::Damaged { .. }))
        };
        assert!(costly(budget().pbkdf2_sha256("x", b"salt", u64::from(u32::MAX))));
        assert!(costly(budget().pbkdf2_sha256("x", b"salt", u64::MAX)));
        assert!(costly(budget().pbkdf2_sha1("x", b"salt", 0)));
        for parameters in [
            (1 << 40, 8, 1),
            (1 << 20, 1 << 20, 1),
            (1 << 15, 8, 1 << 20),
            (3, 8, 1),
            (0, 0, 0),
            (1 << 63, 1, 1),
        ] {
            assert!(costly(budget().scrypt(b"x", b"salt", parameters)), "{parameters:?}");
        }
        for parameters in [
            (1 << 40, 1, 1),
            (1 << 20, 1 << 30, 1),
            (u64::MAX, u64::MAX, u64::MAX),
            (0, 1, 1),
            (64, 0, 1),
            (64, 1, 0),
            (64, 1, 1 << 20),
        ] {
            let outcome = budget().argon2(Variant::Id, b"x", b"saltsalt", parameters);
            assert!(costly(outcome), "{parameters:?}");
        }
        assert!(costly(budget().argon2(Variant::Id, b"x", b"", (64, 1, 1))), "no salt");
    }

    #[test]
    fn many_small_bills_add_up() {
        let mut budget = budget();
        let one = |budget: &mut Budget| budget.pay_rounds(10_000_000, 1_000);
        assert!((0..3).all(|_| one(&mut budget).is_ok()));
        assert!(one(&mut budget).is_err());
    }

    /// RFC 7914, section 11: PBKDF2-HMAC-SHA-256, first 32 bytes.
    #[test]
    fn published_values() {
        let key = budget().pbkdf2_sha256("passwd", b"salt", 1).unwrap();
        assert_eq!(&key[..8], [0x55, 0xac, 0x04, 0x6e, 0x56, 0xe3, 0x08, 0x9f]);
    }
}
