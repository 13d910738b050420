//! libsodium's secretstream (XChaCha20-Poly1305) with a single message: what
//! Ente Auth encrypts its exports with. From libsodium's documentation and its
//! published construction.

use chacha20::cipher::{Array, KeyIvInit, StreamCipher, StreamCipherSeek};
use chacha20::{ChaCha20, R20, hchacha};
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::kdf::Key;

/// The bytes of a stream's header.
const HEADER: usize = 24;
/// The bytes of a block of the cipher.
const BLOCK: usize = 64;
/// The bytes of the authenticator behind the message.
const MAC: usize = 16;

/// Opens the first message of a stream; `None` when key or data is wrong.
pub(crate) fn open(key: &Key, header: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if header.len() != HEADER || sealed.len() <= MAC {
        return None;
    }
    let (salt, rest) = header.split_at_checked(16)?;
    let subkey =
        hchacha::<R20>(&Array::try_from(key.as_slice()).ok()?, &Array::try_from(salt).ok()?);
    // A counter that begins at one, then the rest of the header.
    let mut nonce = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    nonce.get_mut(4..)?.copy_from_slice(rest);
    let mut cipher = ChaCha20::new_from_slices(&subkey, &nonce).ok()?;

    let mut mac_key = Zeroizing::new([0; BLOCK]);
    cipher.apply_keystream(mac_key.as_mut_slice());
    let (body, mac) = sealed.split_at_checked(sealed.len() - MAC)?;
    let (tag, message) = body.split_first()?;

    // The tag is authenticated as a whole block whose other bytes are key stream.
    let mut block = [0; BLOCK];
    *block.first_mut()? = *tag;
    cipher.apply_keystream(&mut block);
    *block.first_mut()? = *tag;
    let mut authenticated = Vec::with_capacity(BLOCK + message.len() + 32);
    authenticated.extend_from_slice(&block);
    authenticated.extend_from_slice(message);
    // libsodium pads by the remainder itself, not up to the next sixteen.
    authenticated.resize(authenticated.len() + (message.len() & 15), 0);
    authenticated.extend_from_slice(&0_u64.to_le_bytes());
    let length = u64::try_from(BLOCK + message.len()).ok()?;
    authenticated.extend_from_slice(&length.to_le_bytes());
    let wanted =
        Poly1305::new_from_slice(mac_key.get(..32)?).ok()?.compute_unpadded(&authenticated);
    if !bool::from(wanted.as_slice().ct_eq(mac)) {
        return None;
    }
    let mut plain = Zeroizing::new(message.to_vec());
    cipher.try_seek(2 * BLOCK).ok()?;
    cipher.apply_keystream(&mut plain);
    Some(plain)
}
