//! Temporary credentials, for their holder.

use identity::Timestamp;
use zeroize::Zeroizing;

/// Is a set of temporary credentials.
pub struct Credentials {
    /// The id of the access key.
    pub access_key_id: String,
    /// The secret. Never for logs.
    pub secret: Zeroizing<String>,
    /// The session token. Never for logs.
    pub session_token: Zeroizing<String>,
    /// When they end.
    pub expires: Timestamp,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({})", self.access_key_id)
    }
}
