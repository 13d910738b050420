//! Encrypting to several keys and decrypting with one of them: the only file
//! that knows age's container. Which bytes and which keys is asked elsewhere.

use std::io::{self, Read, Write};

use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient};
use zeroize::Zeroizing;

/// Says why a file does not open.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unsealable {
    /// It does not begin like an age file.
    NotAge,
    /// It was cut short or altered.
    Damaged,
    /// It is encrypted to other keys.
    WrongKey,
    /// It asks for this scrypt work factor.
    ExcessiveWork(u8),
}

/// Encrypts to all recipients: any one of them opens it.
pub(crate) fn seal<'a>(
    plain: &[u8],
    recipients: impl Iterator<Item = &'a dyn Recipient>,
) -> Result<Vec<u8>, String> {
    let encryptor = Encryptor::with_recipients(recipients).map_err(|error| error.to_string())?;
    let mut sealed = Vec::with_capacity(plain.len() + 1024);
    let write = || -> io::Result<()> {
        let mut writer = encryptor.wrap_output(&mut sealed)?;
        writer.write_all(plain)?;
        writer.finish()?;
        Ok(())
    };
    write().map_err(|error| error.to_string())?;
    Ok(sealed)
}

/// Decrypts with whichever identity fits. The whole file is authenticated
/// before a byte of it is handed out.
pub(crate) fn unseal<'a>(
    sealed: &[u8],
    identities: impl Iterator<Item = &'a dyn Identity>,
) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
    if !sealed.starts_with(b"age-encryption.org/") {
        return Err(Unsealable::NotAge);
    }
    let fault = |error| match error {
        // The second is what a wrong passphrase gives.
        DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed => Unsealable::WrongKey,
        DecryptError::ExcessiveWork { required, .. } => Unsealable::ExcessiveWork(required),
        _ => Unsealable::Damaged,
    };
    let mut reader =
        Decryptor::new_buffered(sealed).and_then(|age| age.decrypt(identities)).map_err(fault)?;
    // The plain text is shorter than the file, so this never grows.
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut plain).map_err(|_| Unsealable::Damaged)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    fn sealed(plain: &[u8], keys: &[&Key]) -> Vec<u8> {
        let public: Vec<_> = keys.iter().map(|key| key.public()).collect();
        seal(plain, public.iter().map(|key| &key.0 as &dyn Recipient)).unwrap()
    }

    fn open(sealed: &[u8], key: &Key) -> Result<Vec<u8>, Unsealable> {
        unseal(sealed, std::iter::once(&key.0 as &dyn Identity)).map(|plain| plain.to_vec())
    }

    #[test]
    fn any_one_key_opens_and_a_stranger_does_not() {
        let (one, two, stranger) = (Key::generate(), Key::generate(), Key::generate());
        let file = sealed(b"text", &[&one, &two]);
        assert_eq!(open(&file, &one).unwrap(), b"text");
        assert_eq!(open(&file, &two).unwrap(), b"text");
        assert_eq!(open(&file, &stranger), Err(Unsealable::WrongKey));
    }

    #[test]
    fn every_cut_and_every_flipped_byte_is_noticed() {
        let key = Key::generate();
        let file = sealed(b"some text", &[&key]);
        for at in 0..file.len() {
            assert!(open(&file[..at], &key).is_err(), "cut at {at}");
            let mut flipped = file.clone();
            flipped[at] ^= 1;
            assert!(open(&flipped, &key).is_err(), "flipped at {at}");
        }
        let longer = [file.as_slice(), b"x"].concat();
        assert!(open(&longer, &key).is_err(), "a byte appended");
    }

    #[test]
    fn other_files_are_told_apart() {
        let key = Key::generate();
        assert_eq!(open(b"", &key), Err(Unsealable::NotAge));
        assert_eq!(open(b"SQLite format 3\0", &key), Err(Unsealable::NotAge));
        assert_eq!(open(b"age-encryption.org/v1\n", &key), Err(Unsealable::Damaged));
        assert_eq!(open(b"age-encryption.org/v9\n-> x\n", &key), Err(Unsealable::Damaged));
    }
}
