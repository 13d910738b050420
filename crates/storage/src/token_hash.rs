//! The hash under which a bearer token is kept.

/// Is SHA-256 of a random token. The token itself is never kept, so a stolen
/// copy of the store opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);
