//! Decryption, the ways of the other applications; and encryption for what is
//! written. `None` means that the key or the data is wrong: which one, an
//! authenticated cipher cannot say.

use aes::Aes256;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use zeroize::Zeroizing;

use crate::kdf::Key;

type Plain = Zeroizing<Vec<u8>>;

/// Opens AES-256-GCM with a nonce of twelve bytes, the tag at the end.
pub(crate) fn gcm(key: &Key, nonce: &[u8], sealed: &[u8], associated: &[u8]) -> Option<Plain> {
    let nonce = Nonce::try_from(nonce).ok()?;
    let cipher = Aes256Gcm::new_from_slice(key.as_slice()).ok()?;
    cipher.decrypt(&nonce, Payload { msg: sealed, aad: associated }).ok().map(Zeroizing::new)
}

/// Seals with AES-256-GCM; the tag of sixteen bytes stands at the end.
pub(crate) fn gcm_seal(key: &Key, nonce: &[u8; 12], plain: &[u8]) -> Option<Vec<u8>> {
    let nonce = Nonce::from(*nonce);
    let cipher = Aes256Gcm::new_from_slice(key.as_slice()).ok()?;
    cipher.encrypt(&nonce, plain).ok()
}

/// Opens AES-256-CBC with PKCS #7 padding. Nothing is authenticated here.
pub(crate) fn cbc(key: &Key, iv: &[u8], sealed: &[u8]) -> Option<Plain> {
    let cipher = cbc::Decryptor::<Aes256>::new_from_slices(key.as_slice(), iv).ok()?;
    let mut buffer = Zeroizing::new(sealed.to_vec());
    let length = cipher.decrypt_padded::<Pkcs7>(&mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}
