//! What pages that ask for a passkey have in common: the challenge as JSON for the
//! page's script, and the proof that comes back with the form.

use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use otp::Code;
use service::{Proof, ServiceError};

use crate::web::fields::Fields;
use crate::web::state::Console;

/// The hidden field in which the script puts the browser's answer.
const ANSWER: &str = "credential";

/// Answers with the options for the browser.
pub(super) fn options(text: String) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response()
}

/// Returns the one address under which browsers use our passkeys; empty where there
/// can be none.
pub(super) fn origin(console: &Console) -> String {
    let party = console.service().settings().relying_party.as_ref();
    party.map_or_else(String::new, |party| party.origin().to_owned())
}

/// Says whether a request came to that address.
pub(super) fn usable_here(console: &Console, headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    origin(console).split_once("://").is_some_and(|(_, ours)| ours == host.to_ascii_lowercase())
}

/// Says whether a form was sent with the answer of a passkey.
pub(super) fn is_answer(fields: &Fields) -> bool {
    fields.given(ANSWER).is_some()
}

/// Returns the answer of a passkey.
pub(super) fn answer(fields: &Fields) -> String {
    fields.text(ANSWER).to_owned()
}

/// Returns what a form of a page brings that takes both: the answer of a passkey, or
/// a code.
pub(super) fn proof(fields: &Fields) -> Result<Proof, ServiceError> {
    if is_answer(fields) {
        return Ok(Proof::Passkey(answer(fields)));
    }
    let code: Code = fields.code("code")?;
    Ok(Proof::Code(code))
}
