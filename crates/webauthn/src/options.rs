//! Options: the questions that a page passes on to the browser, as JSON
//! (WebAuthn Level 3, sections 5.4 and 5.5).

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::challenge::Challenge;
use crate::{Credential, RelyingParty};

/// How long a browser waits for the person, and a challenge is good (section 15.1).
pub const TIMEOUT: Duration = Duration::from_mins(5);

/// The algorithms that are offered, the best first: ES256, ES384, RS256, which
/// Windows' TPMs need. All authenticators have one of them.
const ALGORITHMS: [i64; 3] = [-7, -35, -257];

/// Is for whom a credential is made.
#[derive(Clone, Copy, Debug)]
pub struct User<'a> {
    /// The handle, 1 to 64 bytes that say nothing of the person (section 14.6.1).
    pub handle: &'a [u8],
    /// What tells entries apart in an authenticator.
    pub name: &'a str,
    /// The same for people.
    pub display_name: &'a str,
}

/// Asks for a new credential, on none of the authenticators that have one.
///
/// No attestation is asked for: every authenticator is welcome. A copy that the
/// owner's other machines share is preferred over one that is lost with the first
/// of them, and verifying the user over not doing so; neither is demanded, so that
/// the simplest security key will do.
pub fn creation_options(
    party: &RelyingParty,
    user: User<'_>,
    challenge: &Challenge,
    present: &[Credential],
) -> String {
    let algorithms = ALGORITHMS.map(|alg| json!({ "type": "public-key", "alg": alg }));
    json!({
        "rp": { "id": party.id(), "name": party.name() },
        "user": {
            "id": BASE64URL_NOPAD.encode(user.handle),
            "name": user.name,
            "displayName": user.display_name,
        },
        "challenge": challenge.to_text(),
        "pubKeyCredParams": algorithms,
        "timeout": milliseconds(),
        "excludeCredentials": descriptors(present),
        "authenticatorSelection": {
            "residentKey": "preferred",
            "requireResidentKey": false,
            "userVerification": "preferred",
        },
        "attestation": "none",
    })
    .to_string()
}

/// Asks for the use of one of these credentials.
pub fn request_options(
    party: &RelyingParty,
    challenge: &Challenge,
    allowed: &[Credential],
) -> String {
    json!({
        "challenge": challenge.to_text(),
        "timeout": milliseconds(),
        "rpId": party.id(),
        "allowCredentials": descriptors(allowed),
        "userVerification": "preferred",
    })
    .to_string()
}

fn descriptors(credentials: &[Credential]) -> Vec<Value> {
    let describe = |credential: &Credential| {
        let transports: Vec<&str> = credential.transports.iter().map(|one| one.key()).collect();
        let mut described =
            json!({ "type": "public-key", "id": BASE64URL_NOPAD.encode(&credential.id) });
        if let (false, Some(fields)) = (transports.is_empty(), described.as_object_mut()) {
            fields.insert("transports".to_owned(), json!(transports));
        }
        described
    };
    credentials.iter().map(describe).collect()
}

fn milliseconds() -> u64 {
    TIMEOUT.as_secs() * 1000
}
