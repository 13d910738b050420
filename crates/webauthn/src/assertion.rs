//! Using a credential: what the answer to a question for one proves (WebAuthn
//! Level 3, section 7.2).

use webauthn_rs_core::proto::{
    AttestationFormat, AuthenticationExtensionsClientOutputs, AuthenticatorAssertionResponseRaw,
    Credential as Kept, ParsedAttestation, PublicKeyCredential, RegisteredExtensions,
    UserVerificationPolicy,
};

use crate::challenge::Challenge;
use crate::client_data::Kind;
use crate::library::{core, fault, with_challenge};
use crate::{Attachment, Credential, Fault, Given, RelyingParty};

/// Is the proof that the holder of a credential answered a challenge. It can be
/// had only from [`assert()`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    id: Vec<u8>,
    sign_count: u32,
    user_verified: bool,
    backed_up: bool,
    attachment: Option<Attachment>,
}

impl Assertion {
    /// Returns the id of the credential that was used.
    pub fn id(&self) -> &[u8] {
        &self.id
    }

    /// Returns the counter now.
    pub fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// Says whether the authenticator verified its user.
    pub fn user_verified(&self) -> bool {
        self.user_verified
    }

    /// Says whether the credential is copied to other machines now.
    pub fn backed_up(&self) -> bool {
        self.backed_up
    }

    /// Returns where the authenticator was, as the browser said.
    pub fn attachment(&self) -> Option<Attachment> {
        self.attachment
    }
}

/// Checks an answer to [`crate::request_options`]. `allowed` are the credentials
/// of the user whose handle this is; no other is accepted.
pub fn assert(
    party: &RelyingParty,
    challenge: &Challenge,
    user_handle: &[u8],
    allowed: &[Credential],
    given: Given,
) -> Result<Assertion, Fault> {
    given.said.check(Kind::Get, party, challenge)?;
    let credential =
        allowed.iter().find(|one| one.id == given.id).ok_or(Fault::UnknownCredential)?;
    if given.user_handle.as_ref().is_some_and(|handle| handle != user_handle) {
        return Err(Fault::WrongUser);
    }

    let core = core(party)?;
    let kept = kept(credential)?;
    let builder = core
        .new_challenge_authenticate_builder(Vec::new(), Some(UserVerificationPolicy::Preferred))
        .map_err(|error| fault(&error))?;
    let (_, state) =
        core.generate_challenge_authenticate(builder).map_err(|error| fault(&error))?;
    let state = with_challenge(&state, challenge)?;
    let presented = PublicKeyCredential {
        id: String::new(),
        raw_id: given.id,
        response: AuthenticatorAssertionResponseRaw {
            authenticator_data: given.authenticator_data,
            client_data_json: given.client_data,
            signature: given.signature,
            user_handle: None,
        },
        extensions: AuthenticationExtensionsClientOutputs::default(),
        type_: "public-key".to_owned(),
    };
    let proved = core
        .authenticate_single_credential(&presented, &state, &kept)
        .map_err(|error| fault(&error))?;
    Ok(Assertion {
        id: credential.id.clone(),
        sign_count: proved.counter(),
        user_verified: proved.user_verified(),
        backed_up: proved.backup_state(),
        attachment: given.attachment,
    })
}

/// Says a credential in the words of the library.
fn kept(credential: &Credential) -> Result<Kept, Fault> {
    Ok(Kept {
        cred_id: credential.id.clone(),
        cred: credential.key.read()?,
        counter: credential.sign_count,
        transports: None,
        user_verified: credential.user_verified,
        backup_eligible: credential.backup_eligible,
        backup_state: credential.backed_up,
        registration_policy: UserVerificationPolicy::Preferred,
        extensions: RegisteredExtensions::none(),
        attestation: ParsedAttestation::default(),
        attestation_format: AttestationFormat::None,
    })
}
