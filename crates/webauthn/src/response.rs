//! The answer of a browser, as its `toJSON()` writes it (WebAuthn Level 3,
//! section 5.1). Read strictly where something follows from it; what nobody asked
//! for is skipped.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;

use crate::challenge::Challenge;
use crate::client_data::ClientData;
use crate::{Attachment, Fault, Transport};

/// The longest answer that is read, in bytes. A passkey's has about 1,000, the
/// longest attestations that browsers pass on 10,000.
pub const LONGEST_ANSWER: usize = 32 * 1024;

/// Is what both kinds of answers have.
#[derive(Deserialize)]
struct Answer<R> {
    #[serde(rename = "rawId")]
    raw_id: Option<String>,
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "authenticatorAttachment")]
    attachment: Option<String>,
    response: R,
}

#[derive(Deserialize)]
struct AnyResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
}

#[derive(Deserialize)]
struct CreateResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "attestationObject")]
    attestation_object: String,
    transports: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct GetResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "authenticatorData")]
    authenticator_data: String,
    signature: String,
    #[serde(rename = "userHandle")]
    user_handle: Option<String>,
}

/// Is the answer to a question for a new credential.
pub(crate) struct Created {
    pub(crate) id: Vec<u8>,
    pub(crate) client_data: Vec<u8>,
    pub(crate) attestation_object: Vec<u8>,
    pub(crate) transports: Vec<Transport>,
    pub(crate) attachment: Option<Attachment>,
}

/// Is the answer to [`crate::request_options`], read and not yet believed: what it says
/// is what a browser claims.
pub struct Given {
    pub(crate) id: Vec<u8>,
    challenge: Challenge,
    pub(crate) said: ClientData,
    pub(crate) client_data: Vec<u8>,
    pub(crate) authenticator_data: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) user_handle: Option<Vec<u8>>,
    pub(crate) attachment: Option<Attachment>,
}

impl Created {
    pub(crate) fn read(text: &str) -> Result<Self, Fault> {
        let answer: Answer<CreateResponse> = parse(text)?;
        let transports = answer.response.transports.iter().flatten();
        Ok(Self {
            id: id(&answer)?,
            client_data: bytes(&answer.response.client_data)?,
            attestation_object: bytes(&answer.response.attestation_object)?,
            transports: Transport::known(transports.map(String::as_str)),
            attachment: answer.attachment.as_deref().and_then(Attachment::from_key),
        })
    }
}

impl Given {
    /// Reads an answer.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let answer: Answer<GetResponse> = parse(text)?;
        let client_data = bytes(&answer.response.client_data)?;
        let said = ClientData::read(&client_data)?;
        // An empty handle is none: authenticators of the first generation have none.
        let handle = answer.response.user_handle.as_deref().filter(|handle| !handle.is_empty());
        Ok(Self {
            id: id(&answer)?,
            challenge: said.challenge()?,
            said,
            client_data,
            authenticator_data: bytes(&answer.response.authenticator_data)?,
            signature: bytes(&answer.response.signature)?,
            user_handle: handle.map(bytes).transpose()?,
            attachment: answer.attachment.as_deref().and_then(Attachment::from_key),
        })
    }

    /// Returns the challenge that it claims to fit, so that it can be looked up.
    pub fn challenge(&self) -> Challenge {
        self.challenge
    }

    /// Returns the id of the credential that it names.
    pub fn id(&self) -> &[u8] {
        &self.id
    }
}

/// Returns the challenge that an answer claims to fit, so that it can be looked up. It
/// proves nothing yet.
pub fn challenge_of(answer: &str) -> Result<Challenge, Fault> {
    let answer: Answer<AnyResponse> = parse(answer)?;
    ClientData::read(&bytes(&answer.response.client_data)?)?.challenge()
}

fn parse<'t, R: Deserialize<'t>>(text: &'t str) -> Result<Answer<R>, Fault> {
    if text.len() > LONGEST_ANSWER {
        return Err(Fault::Malformed("the answer is too long"));
    }
    let answer: Answer<R> =
        serde_json::from_str(text).map_err(|_| Fault::Malformed("not an answer of a browser"))?;
    if answer.kind == "public-key" {
        Ok(answer)
    } else {
        Err(Fault::Malformed("not a public key's answer"))
    }
}

/// Reads the credential's id; where it stands twice, both must be the same.
fn id<R>(answer: &Answer<R>) -> Result<Vec<u8>, Fault> {
    if answer.raw_id.as_ref().is_some_and(|raw| *raw != answer.id) {
        return Err(Fault::Malformed("two different ids"));
    }
    bytes(&answer.id)
}

fn bytes(text: &str) -> Result<Vec<u8>, Fault> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Fault::Malformed("not base64url"))
}
