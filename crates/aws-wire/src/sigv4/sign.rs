//! Signing: for tests of the verifier, and for measuring it.

use zeroize::Zeroizing;

use super::{ALGORITHM, HttpRequest, MAX_EXPIRES, Scope, TERMINATOR, canonical, key, signed_text};
use crate::{ApiError, Moment, encode_strict};

/// Is who signs, for which service.
pub struct Signer<'a> {
    /// The access key's id.
    pub access_key_id: &'a str,
    /// Its secret.
    pub secret: Zeroizing<String>,
    /// The token of temporary credentials.
    pub session_token: Option<&'a str>,
    /// The region.
    pub region: &'a str,
    /// The service's signing name.
    pub service: &'a str,
}

impl Signer<'_> {
    fn scope(&self, at: Moment) -> Scope {
        Scope {
            access_key_id: self.access_key_id.to_owned(),
            day: at.basic().chars().take(8).collect(),
            region: self.region.to_owned(),
            service: self.service.to_owned(),
            terminator: TERMINATOR.to_owned(),
        }
    }
}

/// Returns the headers that make a request a signed one. All headers that the
/// request has are signed, so `Host` must be among them.
pub fn sign(
    request: &HttpRequest<'_>,
    signer: &Signer<'_>,
    at: Moment,
) -> Result<Vec<(String, String)>, ApiError> {
    let mut added = vec![("x-amz-date".to_owned(), at.basic())];
    if let Some(token) = signer.session_token {
        added.push(("x-amz-security-token".to_owned(), token.to_owned()));
    }
    let mut headers = request.headers.to_vec();
    headers.extend(added.iter().map(|(name, value)| (name.as_str(), value.as_bytes())));
    let names = names(&headers);
    let whole = HttpRequest { headers: &headers, ..*request };
    let scope = signer.scope(at);
    let canonical = canonical::request(&whole, &names, None)?;
    let text = signed_text::text(&scope, at, &canonical);
    let signature = key::signature(signer.secret.as_bytes(), &scope, &text);
    let value = format!(
        "{ALGORITHM} Credential={}/{}, SignedHeaders={}, Signature={signature}",
        scope.access_key_id,
        scope.text(),
        names.join(";")
    );
    added.push(("authorization".to_owned(), value));
    Ok(added)
}

/// Returns the query string that makes a request a presigned one, good for so many
/// seconds, at most a week. Only the request's own headers are signed.
pub fn presign(
    request: &HttpRequest<'_>,
    signer: &Signer<'_>,
    at: Moment,
    life: i64,
) -> Result<String, ApiError> {
    let names = names(request.headers);
    let scope = signer.scope(at);
    let mut query = request.query.to_owned();
    let mut add = |name: &str, value: &str| {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&format!("{name}={}", encode_strict(value)));
    };
    add("X-Amz-Algorithm", ALGORITHM);
    add("X-Amz-Credential", &format!("{}/{}", scope.access_key_id, scope.text()));
    add("X-Amz-Date", &at.basic());
    add("X-Amz-Expires", &life.clamp(1, MAX_EXPIRES).to_string());
    add("X-Amz-SignedHeaders", &names.join(";"));
    if let Some(token) = signer.session_token {
        add("X-Amz-Security-Token", token);
    }
    let whole = HttpRequest { query: &query, ..*request };
    let canonical = canonical::request(&whole, &names, None)?;
    let text = signed_text::text(&scope, at, &canonical);
    let signature = key::signature(signer.secret.as_bytes(), &scope, &text);
    Ok(format!("{query}&X-Amz-Signature={signature}"))
}

fn names(headers: &[(&str, &[u8])]) -> Vec<String> {
    let mut names: Vec<String> =
        headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    names.dedup();
    names
}
