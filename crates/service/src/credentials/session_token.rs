//! Session tokens: everything about a session, sealed, so that any node opens one
//! without a look-up. A token opens only with the id of its key and nowhere but
//! under our master key.

use data_encoding::BASE64;
use identity::names::{AccessKeyId, PolicyId, SerialNumber};
use identity::tags::Tag;
use identity::{Identity, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{SecretKey, SessionKind, SessionMfa, TemporarySession};
use crate::env::random;
use crate::keys::{Keys, Secret};
use crate::{Kind, Service, ServiceError};

/// Bytes of a token at most, before anything is done with it.
const LONGEST: usize = 16 * 1024;

/// Is the plain text of a token. Short names: it travels with every request.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain {
    s: Zeroizing<String>,
    w: String,
    k: PlainKind,
    i: i64,
    e: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    m: Option<(i64, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    p: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    a: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    t: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    v: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    o: Option<String>,
}

#[derive(Serialize, Deserialize)]
enum PlainKind {
    S,
    R(bool),
    F(String),
}

/// Seals a session with its secret.
pub(super) fn seal(
    svc: &Service,
    session: &TemporarySession,
    secret: &SecretKey,
) -> Result<Zeroizing<String>, ServiceError> {
    let plain = write(session, secret)?;
    let place = place(&session.access_key_id);
    let sealed = svc.keys().seal(Secret::SessionToken, &plain, &place, random(svc.env()))?;
    let token = Zeroizing::new(BASE64.encode(&sealed));
    if token.len() > LONGEST {
        // One that would never be let in again is not given out.
        let message = "The session policies and tags are too large together.";
        return Err(ServiceError::api(Kind::PackedPolicyTooLarge, message));
    }
    Ok(token)
}

/// Writes what is sealed.
pub(crate) fn write(
    session: &TemporarySession,
    secret: &SecretKey,
) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    let plain = Plain {
        s: Zeroizing::new(secret.expose().to_owned()),
        w: session.identity.key().to_owned(),
        k: match &session.kind {
            SessionKind::SessionToken => PlainKind::S,
            SessionKind::AssumedRole { chained } => PlainKind::R(*chained),
            SessionKind::Federated { name } => PlainKind::F(name.clone()),
        },
        i: session.issued.as_micros(),
        e: session.expires.as_micros(),
        m: session.mfa.as_ref().map(|mfa| (mfa.at.as_micros(), mfa.device.as_str().to_owned())),
        p: session.policies.clone(),
        a: session.policy_ids.iter().map(|id| id.as_str().to_owned()).collect(),
        t: session.tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect(),
        v: session.transitive.clone(),
        o: session.source_identity.clone(),
    };
    let fault = |_| ServiceError::Fault("a session token could not be written".to_owned());
    Ok(Zeroizing::new(serde_json::to_vec(&plain).map_err(fault)?))
}

/// Opens a token that came with a request; `None` for anything that is not one
/// of this key.
pub(crate) fn open(
    keys: &Keys,
    id: &AccessKeyId,
    token: &str,
) -> Option<(TemporarySession, SecretKey)> {
    if token.len() > LONGEST {
        return None;
    }
    let sealed = BASE64.decode(token.as_bytes()).ok()?;
    read(id, &keys.try_open(Secret::SessionToken, &sealed, &place(id))?)
}

/// Reads what was sealed for a key.
pub(crate) fn read(id: &AccessKeyId, bytes: &[u8]) -> Option<(TemporarySession, SecretKey)> {
    let plain: Plain = serde_json::from_slice(bytes).ok()?;
    let session = TemporarySession {
        access_key_id: id.clone(),
        kind: match plain.k {
            PlainKind::S => SessionKind::SessionToken,
            PlainKind::R(chained) => SessionKind::AssumedRole { chained },
            PlainKind::F(name) => SessionKind::Federated { name },
        },
        identity: Identity::from_key(&plain.w)?,
        issued: Timestamp::from_micros(plain.i),
        expires: Timestamp::from_micros(plain.e),
        mfa: match plain.m {
            None => None,
            Some((at, device)) => Some(SessionMfa {
                at: Timestamp::from_micros(at),
                device: SerialNumber::parse(&device).ok()?,
            }),
        },
        policies: plain.p,
        policy_ids: plain.a.iter().map(|id| PolicyId::parse(id)).collect::<Option<_>>()?,
        tags: plain.t.into_iter().map(|(key, value)| Tag { key, value }).collect(),
        transitive: plain.v,
        source_identity: plain.o,
    };
    Some((session, SecretKey::from_text(plain.s)))
}

fn place(id: &AccessKeyId) -> String {
    format!("session token of {}", id.as_str())
}
