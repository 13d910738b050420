//! Making temporary credentials.

use super::{SecretKey, TemporarySession, session_token};
use crate::sts::Credentials;
use crate::{Service, ServiceError};

/// Gives a session a secret and seals both into its token.
pub(crate) fn issue(
    svc: &Service,
    session: &TemporarySession,
) -> Result<Credentials, ServiceError> {
    let secret = SecretKey::generate(svc);
    Ok(Credentials {
        access_key_id: session.access_key_id.as_str().to_owned(),
        session_token: session_token::seal(svc, session, &secret)?,
        secret: secret.into_text(),
        expires: session.expires,
    })
}
