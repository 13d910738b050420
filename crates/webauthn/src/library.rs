//! What our words are in those of `webauthn-rs-core`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;

use crate::challenge::Challenge;
use crate::options::TIMEOUT;
use crate::{Fault, RelyingParty};

/// Says that the library has changed under us.
const FOREIGN: Fault = Fault::Malformed("the library does not take its own state");

pub(crate) fn core(party: &RelyingParty) -> Result<WebauthnCore, Fault> {
    let origin = party.origin().parse().map_err(|_| Fault::WrongOrigin)?;
    Ok(WebauthnCore::new_unsafe_experts_only(
        party.name(),
        party.id(),
        vec![origin],
        TIMEOUT,
        Some(false),
        Some(false),
    ))
}

/// Puts our challenge in the place of the one that the library made up: here
/// randomness is an argument.
pub(crate) fn with_challenge<S: Serialize + DeserializeOwned>(
    state: &S,
    challenge: &Challenge,
) -> Result<S, Fault> {
    let mut value = serde_json::to_value(state).map_err(|_| FOREIGN)?;
    let place = value.get_mut("challenge").ok_or(FOREIGN)?;
    *place = challenge.to_text().into();
    serde_json::from_value(value).map_err(|_| FOREIGN)
}

/// Says in our words why the library refuses. All that is not named has to do with
/// the form of what was sent.
pub(crate) fn fault(error: &WebauthnError) -> Fault {
    match error {
        WebauthnError::InvalidClientDataType => Fault::WrongType,
        WebauthnError::MismatchedChallenge => Fault::WrongChallenge,
        WebauthnError::InvalidRPOrigin => Fault::WrongOrigin,
        WebauthnError::CredentialCrossOrigin => Fault::CrossOrigin,
        WebauthnError::InvalidRPIDHash => Fault::WrongRelyingParty,
        WebauthnError::UserNotPresent => Fault::NotPresent,
        WebauthnError::UserNotVerified => Fault::NotVerified,
        WebauthnError::CredentialNotFound => Fault::UnknownCredential,
        WebauthnError::CredentialMayNotBeHardwareBound
        | WebauthnError::CredentialBackupEligibilityInconsistent => Fault::BackupFlags,
        WebauthnError::AuthenticationFailure | WebauthnError::SignatureInvalid => {
            Fault::WrongSignature
        }
        WebauthnError::CredentialPossibleCompromise => Fault::CounterBack,
        WebauthnError::CredentialAlteredAlgFromRequest
        | WebauthnError::CredentialInsecureCryptography
        | WebauthnError::COSEKeyInvalidCBORValue
        | WebauthnError::COSEKeyInvalidType
        | WebauthnError::COSEKeyEDUnsupported
        | WebauthnError::COSEKeyECDSAXYInvalid
        | WebauthnError::COSEKeyRSANEInvalid
        | WebauthnError::COSEKeyECDSAInvalidCurve
        | WebauthnError::COSEKeyEDDSAXInvalid
        | WebauthnError::COSEKeyEDDSAInvalidCurve
        | WebauthnError::COSEKeyInvalidAlgorithm
        | WebauthnError::EcdsaPointInvalid
        | WebauthnError::RsaParametersInvalid => Fault::UnfitKey,
        WebauthnError::AttestationNotSupported
        | WebauthnError::AttestationStatementMapInvalid
        | WebauthnError::AttestationStatementResponseMissing
        | WebauthnError::AttestationStatementResponseInvalid
        | WebauthnError::AttestationStatementSigMissing
        | WebauthnError::AttestationStatementSigInvalid
        | WebauthnError::AttestationStatementAlgMismatch
        | WebauthnError::AttestationStatementX5CInvalid
        | WebauthnError::AttestationCertificateAAGUIDMismatch
        | WebauthnError::AttestationCertificateNonceMismatch
        | WebauthnError::AttestationCertificateRequirementsNotMet
        | WebauthnError::AttestationCredentialSubjectKeyMismatch => Fault::Attestation,
        _ => Fault::Malformed("what the authenticator says"),
    }
}
