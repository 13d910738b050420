//! Registering: from the answer to a question for a new credential to the record
//! that is kept (WebAuthn Level 3, section 7.1).

use std::collections::BTreeMap;

use serde_cbor_2::Value;
use webauthn_rs_core::proto::{
    AuthenticatorAttestationResponseRaw, RegisterPublicKeyCredential,
    RegistrationExtensionsClientOutputs, UserVerificationPolicy,
};

use crate::challenge::Challenge;
use crate::client_data::{ClientData, Kind};
use crate::library::{core, fault, with_challenge};
use crate::response::Created;
use crate::{Credential, Fault, PublicKey, RelyingParty};

/// The longest id of a credential, in bytes (section 4).
const LONGEST_ID: usize = 1023;

/// Where authenticator data has the model of the authenticator (section 6.1).
const AAGUID: std::ops::Range<usize> = 37..53;

/// Checks an answer to [`crate::creation_options`] and returns the new credential.
/// `present` are those that were excluded. That nobody else has registered the
/// same id is for the store to say.
pub fn register(
    party: &RelyingParty,
    challenge: &Challenge,
    present: &[Credential],
    answer: &str,
) -> Result<Credential, Fault> {
    let created = Created::read(answer)?;
    ClientData::read(&created.client_data)?.check(Kind::Create, party, challenge)?;
    if created.id.is_empty() || created.id.len() > LONGEST_ID {
        return Err(Fault::UnfitId);
    }
    if present.iter().any(|one| one.id == created.id) {
        return Err(Fault::RegisteredAlready);
    }

    let core = core(party)?;
    let builder = core
        // The library wants a user, and does not look at it again.
        .new_challenge_register_builder(b"user", "user", "user")
        .map_err(|error| fault(&error))?
        .user_verification_policy(UserVerificationPolicy::Preferred);
    let (_, state) = core.generate_challenge_register(builder).map_err(|error| fault(&error))?;
    let state = with_challenge(&state, challenge)?;
    let presented = RegisterPublicKeyCredential {
        id: String::new(),
        raw_id: created.id.clone(),
        response: AuthenticatorAttestationResponseRaw {
            attestation_object: created.attestation_object.clone(),
            client_data_json: created.client_data,
            transports: None,
        },
        type_: "public-key".to_owned(),
        extensions: RegistrationExtensionsClientOutputs::default(),
    };
    let kept = core.register_credential(&presented, &state, None).map_err(|error| fault(&error))?;
    if kept.cred_id != created.id {
        return Err(Fault::Malformed("two different ids"));
    }
    Ok(Credential {
        key: PublicKey::of(&kept.cred)?,
        id: kept.cred_id,
        sign_count: kept.counter,
        user_verified: kept.user_verified,
        backup_eligible: kept.backup_eligible,
        backed_up: kept.backup_state,
        transports: created.transports,
        attachment: created.attachment,
        aaguid: aaguid(&created.attestation_object)?,
    })
}

/// Reads which model of authenticator it is. The library tells it only where it is
/// attested; here it serves to name things and nothing else.
fn aaguid(attestation_object: &[u8]) -> Result<[u8; 16], Fault> {
    const MALFORMED: Fault = Fault::Malformed("the attestation object");
    let fields: BTreeMap<String, Value> =
        serde_cbor_2::from_slice(attestation_object).map_err(|_| MALFORMED)?;
    let Some(Value::Bytes(data)) = fields.get("authData") else { return Err(MALFORMED) };
    data.get(AAGUID).and_then(|bytes| bytes.try_into().ok()).ok_or(MALFORMED)
}
