//! The device's key under a passphrase: an age file of its own that holds an
//! age identity, as stock age writes and reads it. The vault is encrypted to
//! that key and does not know the passphrase, so changing it touches no backup.

use age::secrecy::SecretString;
use age::{Identity, Recipient, scrypt};
use zeroize::Zeroizing;

use crate::Key;
use crate::seal::{Unsealable, seal, unseal};

/// The scrypt work factor of new key files, as a power of two: 128 MiB and
/// under a second of work. Set by hand: age would calibrate itself to seconds.
pub const WORK_FACTOR: u8 = 17;

/// The largest work factor that is accepted when reading: 1 GiB of memory.
pub const MAX_WORK_FACTOR: u8 = 20;

/// Writes the bytes of a key file. `work_factor` is 1 to [`MAX_WORK_FACTOR`].
pub(crate) fn wrap(key: &Key, passphrase: &str, work_factor: u8) -> Result<Vec<u8>, String> {
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(work_factor.clamp(1, MAX_WORK_FACTOR));
    let line = key.expose();
    let text = Zeroizing::new(format!("# device key of a Secondkey vault\n{}\n", *line));
    seal(text.as_bytes(), std::iter::once(&recipient as &dyn Recipient))
}

/// Reads the bytes of a key file.
pub(crate) fn unwrap(sealed: &[u8], passphrase: &str) -> Result<Key, Unsealable> {
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    let text = unseal(sealed, std::iter::once(&identity as &dyn Identity))?;
    let text = std::str::from_utf8(&text).map_err(|_| Unsealable::Damaged)?;
    let keys = Key::read_all(text).map_err(|_| Unsealable::Damaged)?;
    keys.into_iter().next().ok_or(Unsealable::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_passphrase_opens_it_and_no_other_does() {
        let key = Key::generate();
        let file = wrap(&key, "correct horse", 2).unwrap();
        assert!(unwrap(&file, "correct horse").unwrap().public() == key.public());
        assert_eq!(unwrap(&file, "correct horse ").unwrap_err(), Unsealable::WrongKey);
    }

    #[test]
    fn a_huge_work_factor_is_refused_before_any_work() {
        let file = wrap(&Key::generate(), "x", 2).unwrap();
        let at = file.windows(3).position(|window| window == b" 2\n").unwrap();
        for factor in ["21", "40", "63"] {
            let mut hostile = file[..=at].to_vec();
            hostile.extend_from_slice(factor.as_bytes());
            hostile.extend_from_slice(&file[at + 2..]);
            let found: u8 = factor.parse().unwrap();
            assert_eq!(unwrap(&hostile, "x").unwrap_err(), Unsealable::ExcessiveWork(found));
        }
    }

    #[test]
    fn a_key_that_is_no_key_is_refused() {
        let key = Key::generate().public();
        let file = seal(b"x", std::iter::once(&key.0 as &dyn Recipient)).unwrap();
        assert_eq!(unwrap(&file, "x").unwrap_err(), Unsealable::WrongKey);
    }
}
