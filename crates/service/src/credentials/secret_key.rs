//! The secret of an access key: 40 characters, known to its holder and sealed in
//! the store.

use data_encoding::BASE64;
use identity::Identity;
use identity::names::AccessKeyId;
use zeroize::Zeroizing;

use crate::env::random;
use crate::keys::Secret;
use crate::service::corrupt;
use crate::{Service, ServiceError};

/// Is 240 random bits as 40 characters of base64, wiped when dropped, never
/// printed.
#[derive(Clone)]
pub(crate) struct SecretKey(Zeroizing<String>);

impl SecretKey {
    pub(crate) fn generate(svc: &Service) -> Self {
        let bits = Zeroizing::new(random::<30>(svc.env()));
        Self(Zeroizing::new(BASE64.encode(bits.as_ref())))
    }

    pub(crate) fn from_text(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// Returns the characters. Never for logs.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the characters for their holder, who sees them once.
    pub(crate) fn into_text(self) -> Zeroizing<String> {
        self.0
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(secret)")
    }
}

/// Seals a secret for its key and owner.
pub(crate) fn seal_secret(
    svc: &Service,
    id: &AccessKeyId,
    owner: &Identity,
    secret: &SecretKey,
) -> Result<Vec<u8>, ServiceError> {
    let bytes = secret.expose().as_bytes();
    svc.keys().seal(Secret::AccessKey, bytes, &place(id, owner), random(svc.env()))
}

/// Opens what [`seal_secret`] sealed.
pub(crate) fn open_secret(
    svc: &Service,
    id: &AccessKeyId,
    owner: &Identity,
    sealed: &[u8],
) -> Result<SecretKey, ServiceError> {
    let bytes = svc.keys().open(Secret::AccessKey, sealed, &place(id, owner))?;
    let text =
        std::str::from_utf8(&bytes).map_err(|_| corrupt("the secret of a key is no text"))?;
    Ok(SecretKey(Zeroizing::new(text.to_owned())))
}

fn place(id: &AccessKeyId, owner: &Identity) -> String {
    format!("secret of {} of {} in {}", id.as_str(), owner.key(), id.account())
}
