//! For whom passkeys are made, and what authenticators call an identity.

use identity::Identity;
use identity::names::AccountId;
use webauthn::RelyingParty;

use crate::{Purpose, Service, ServiceError};

/// Returns the relying party, where there can be passkeys.
pub(crate) fn relying_party(svc: &Service) -> Result<&RelyingParty, ServiceError> {
    svc.settings().relying_party.as_ref().ok_or_else(|| {
        ServiceError::invalid(
            "kind",
            "passkeys cannot be used here, because this service is reached under a number instead \
             of a name",
        )
    })
}

/// Returns what authenticators call an identity: the same in all of its passkeys,
/// and nothing that says who it is.
pub(crate) fn user_handle(svc: &Service, account: AccountId, identity: &Identity) -> [u8; 32] {
    let account = account.as_number().to_be_bytes();
    svc.mac(Purpose::UserHandle, &[&account, identity.key().as_bytes()])
}
