//! Keys: one master key, kept outside the store, and one key for each purpose
//! derived from it (HKDF-SHA-256, RFC 5869).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use identity::audit::{AuditKey, CheckpointSigner};
use sha2::{Digest, Sha256};
use storage::TokenHash;
use zeroize::Zeroizing;

use crate::ServiceError;

/// Is the key from which all others are derived: 32 random bytes, made once,
/// never in the store. Whoever has it and the store has the seeds.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Takes 32 bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Returns a mark that tells two keys apart and reveals neither: the first
    /// eight bytes of a derived value, in hexadecimal.
    pub fn fingerprint(&self) -> String {
        let key = derive(self, "fingerprint");
        data_encoding::HEXLOWER.encode(key.get(..8).unwrap_or_default())
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(secret)")
    }
}

/// Is what a keyed hash is made for. Hashes of different purposes never agree.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// Naming a counter of failed attempts.
    Throttle,
    /// Binding a form to the browser that it was shown to.
    Form,
    /// Recognising a browser that has signed in before.
    Browser,
    /// Vouching for the place where a list goes on.
    Marker,
    /// Keeping a recovery code without being able to read it back.
    RecoveryCode,
    /// Links and digits of a recovery.
    Recovery,
    /// Hashing the code that confirms a contact.
    ContactCode,
    /// Naming an identity to authenticators, which say nothing of who it is.
    UserHandle,
    /// Standing for a principal of another account that does not exist.
    NoPrincipal,
}

/// Is what is sealed. What was sealed as one thing does not open as another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Secret {
    /// The seed of a device.
    Seed,
    /// The secret of an access key.
    AccessKey,
    /// A session token: not kept here, carried by its holder.
    SessionToken,
    /// What a mail says that waits to be sent.
    Mail,
    /// Where an owner keeps things.
    AccessAnswers,
}

/// Is the set of derived keys.
pub(crate) struct Keys {
    seeds: XChaCha20Poly1305,
    secrets: XChaCha20Poly1305,
    session_tokens: XChaCha20Poly1305,
    mail: XChaCha20Poly1305,
    access_answers: XChaCha20Poly1305,
    pepper: Zeroizing<[u8; 32]>,
    throttle: Zeroizing<[u8; 32]>,
    form: Zeroizing<[u8; 32]>,
    browser: Zeroizing<[u8; 32]>,
    marker: Zeroizing<[u8; 32]>,
    recovery_code: Zeroizing<[u8; 32]>,
    recovery: Zeroizing<[u8; 32]>,
    contact_code: Zeroizing<[u8; 32]>,
    user_handle: Zeroizing<[u8; 32]>,
    no_principal: Zeroizing<[u8; 32]>,
    audit: AuditKey,
    checkpoint: CheckpointSigner,
}

/// The first byte of everything sealed: format 1, XChaCha20-Poly1305.
const FORMAT: u8 = 1;
const NONCE: usize = 24;

impl Keys {
    pub(crate) fn new(master: &MasterKey) -> Self {
        let cipher = |purpose| XChaCha20Poly1305::new((&*derive(master, purpose)).into());
        Self {
            seeds: cipher("seal"),
            secrets: cipher("seal access key"),
            session_tokens: cipher("seal session token"),
            mail: cipher("seal mail"),
            access_answers: cipher("seal access answers"),
            pepper: derive(master, "pepper"),
            throttle: derive(master, "throttle"),
            form: derive(master, "form"),
            browser: derive(master, "browser"),
            marker: derive(master, "marker"),
            recovery_code: derive(master, "recovery code"),
            recovery: derive(master, "recovery"),
            contact_code: derive(master, "contact code"),
            user_handle: derive(master, "passkey user"),
            no_principal: derive(master, "no principal"),
            audit: AuditKey::new(*derive(master, "audit")),
            checkpoint: CheckpointSigner::new(&derive(master, "checkpoint")),
        }
    }

    fn cipher(&self, what: Secret) -> &XChaCha20Poly1305 {
        match what {
            Secret::Seed => &self.seeds,
            Secret::AccessKey => &self.secrets,
            Secret::SessionToken => &self.session_tokens,
            Secret::Mail => &self.mail,
            Secret::AccessAnswers => &self.access_answers,
        }
    }

    /// Returns the key that proves records of the audit trail.
    pub(crate) fn audit(&self) -> &AuditKey {
        &self.audit
    }

    /// Returns the key that signs checkpoints of the audit trail.
    pub(crate) fn checkpoint(&self) -> &CheckpointSigner {
        &self.checkpoint
    }

    /// Returns the key that is mixed into every password hash.
    pub(crate) fn pepper(&self) -> &[u8; 32] {
        &self.pepper
    }

    /// Seals a secret for one place: `bound_to` names the row and its owner, and
    /// it opens nowhere else.
    pub(crate) fn seal(
        &self,
        what: Secret,
        secret: &[u8],
        bound_to: &str,
        nonce: [u8; NONCE],
    ) -> Result<Vec<u8>, ServiceError> {
        let payload = Payload { msg: secret, aad: bound_to.as_bytes() };
        let sealed = self
            .cipher(what)
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| ServiceError::Fault("a secret could not be sealed".to_owned()))?;
        let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
        out.push(FORMAT);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what [`Self::seal`] sealed for the same place.
    pub(crate) fn open(
        &self,
        what: Secret,
        sealed: &[u8],
        bound_to: &str,
    ) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
        self.try_open(what, sealed, bound_to).ok_or_else(|| {
            ServiceError::Fault(format!(
                "the secret of {bound_to} does not open: another master key, or a changed row"
            ))
        })
    }

    /// As [`Self::open`], for what comes from outside: `None` when it does not open.
    pub(crate) fn try_open(
        &self,
        what: Secret,
        sealed: &[u8],
        bound_to: &str,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (format, rest) = sealed.split_first()?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE>()?;
        if *format != FORMAT {
            return None;
        }
        let payload = Payload { msg, aad: bound_to.as_bytes() };
        self.cipher(what).decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }

    /// Computes a keyed hash of several parts, each with its length, so that no
    /// two lists of parts give the same input.
    pub(crate) fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let key = match purpose {
            Purpose::Throttle => &self.throttle,
            Purpose::Form => &self.form,
            Purpose::Browser => &self.browser,
            Purpose::Marker => &self.marker,
            Purpose::RecoveryCode => &self.recovery_code,
            Purpose::Recovery => &self.recovery,
            Purpose::ContactCode => &self.contact_code,
            Purpose::UserHandle => &self.user_handle,
            Purpose::NoPrincipal => &self.no_principal,
        };
        let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key.as_ref()) else {
            unreachable!("HMAC takes keys of any length (RFC 2104, section 2)");
        };
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// Hashes a random token for the store.
pub(crate) fn hash_token(token: &[u8]) -> TokenHash {
    TokenHash(Sha256::digest(token).into())
}

fn derive(master: &MasterKey, purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    let info = format!("secondkey/1/{purpose}");
    if Hkdf::<Sha256>::new(None, master.0.as_ref()).expand(info.as_bytes(), out.as_mut()).is_err() {
        unreachable!("32 bytes are within what HKDF can expand (RFC 5869, section 2.3)");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(tag: u8) -> Keys {
        Keys::new(&MasterKey::new([tag; 32]))
    }

    #[test]
    fn opens_only_with_its_key_and_in_its_place() {
        let sealed = keys(1).seal(Secret::Seed, b"seed", "account/device", [3; 24]).unwrap();
        assert_eq!(
            keys(1).open(Secret::Seed, &sealed, "account/device").unwrap().as_slice(),
            b"seed"
        );
        assert!(keys(2).open(Secret::Seed, &sealed, "account/device").is_err());
        assert!(keys(1).open(Secret::Seed, &sealed, "account/other").is_err());
        assert!(keys(1).open(Secret::AccessKey, &sealed, "account/device").is_err());
        assert!(keys(1).open(Secret::SessionToken, &sealed, "account/device").is_err());
    }

    #[test]
    fn any_changed_or_missing_byte_is_noticed() {
        let sealed = keys(1).seal(Secret::Seed, b"seed", "x", [3; 24]).unwrap();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(keys(1).open(Secret::Seed, &changed, "x").is_err(), "byte {index}");
            assert!(keys(1).open(Secret::Seed, &sealed[..index], "x").is_err(), "cut at {index}");
        }
    }

    #[test]
    fn keyed_hashes_differ_by_purpose_and_by_the_borders_of_their_parts() {
        let keys = keys(1);
        let one = keys.mac(Purpose::Form, &[b"ab", b"c"]);
        assert_ne!(one, keys.mac(Purpose::Form, &[b"a", b"bc"]));
        assert_ne!(one, keys.mac(Purpose::Browser, &[b"ab", b"c"]));
        assert_eq!(one, keys.mac(Purpose::Form, &[b"ab", b"c"]));
    }

    #[test]
    fn the_fingerprint_tells_keys_apart() {
        assert_ne!(MasterKey::new([1; 32]).fingerprint(), MasterKey::new([2; 32]).fingerprint());
        assert_eq!(MasterKey::new([1; 32]).fingerprint().len(), 16);
    }
}
