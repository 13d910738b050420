//! HTTP answers: XML for IAM and STS, JSON for CloudTrail and Account, each with its request's
//! id. The connection adds `Date`, from which some clients set their clock.

use aws_wire::xml::{self, Namespace};
use aws_wire::{ApiError, json, rest_json};
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const NO_SNIFF: HeaderName = HeaderName::from_static("x-content-type-options");

/// Is how an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// The Query protocol's.
    Xml(Namespace),
    /// JSON 1.1.
    Json,
    /// REST-JSON.
    RestJson,
}

impl Format {
    /// Returns the namespace whose names of errors are closest.
    pub(crate) fn namespace(self) -> Namespace {
        match self {
            Self::Xml(namespace) => namespace,
            Self::Json | Self::RestJson => Namespace::Sts,
        }
    }
}

/// Makes the answer of a success.
pub(crate) fn success(format: Format, body: impl Into<Body>, id: &str) -> Response<Body> {
    respond(StatusCode::OK, format, body.into(), id)
}

/// Makes the answer of a refusal.
pub(crate) fn refusal(format: Format, error: &ApiError, id: &str) -> Response<Body> {
    let error = match format {
        Format::Xml(_) => error,
        Format::Json => {
            &ApiError::new(in_json(error.code()), in_body(error.status()), error.message())
        }
        Format::RestJson => &ApiError::new(in_json(error.code()), error.status(), error.message()),
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let body = match format {
        Format::Xml(namespace) => Body::from(xml::write_error(namespace, error, id)),
        Format::Json => Body::from(json::write_error(error)),
        Format::RestJson => Body::from(rest_json::write_error(error)),
    };
    let mut response = respond(status, format, body, id);
    if format == Format::RestJson
        && let Ok(code) = HeaderValue::from_str(error.code())
    {
        response.headers_mut().insert(rest_json::ERROR_TYPE, code);
    }
    response
}

/// Returns the name that JSON services give an error.
fn in_json(code: &str) -> String {
    let code = match code {
        "AccessDenied" => "AccessDeniedException",
        "ExpiredToken" => "ExpiredTokenException",
        "IncompleteSignature" => "IncompleteSignatureException",
        "InvalidClientTokenId" => "UnrecognizedClientException",
        "MissingAuthenticationToken" => "MissingAuthenticationTokenException",
        "NotImplemented" => "UnsupportedOperationException",
        "SignatureDoesNotMatch" => "InvalidSignatureException",
        "Throttling" => "ThrottlingException",
        "ValidationError" => "ValidationException",
        code => code,
    };
    code.to_owned()
}

/// Returns the status of a refusal in JSON 1.1, where the body alone says which it is.
fn in_body(status: u16) -> u16 {
    match status {
        403 | 501 => 400,
        status => status,
    }
}

fn respond(status: StatusCode, format: Format, body: Body, id: &str) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(match format {
            Format::Xml(_) => "text/xml",
            Format::Json => json::CONTENT_TYPE,
            Format::RestJson => rest_json::CONTENT_TYPE,
        }),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(NO_SNIFF, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

/// Makes a request's id, in the form of a UUID of version 4 (RFC 9562, 5.4).
pub(crate) fn request_id(random: [u8; 16]) -> String {
    let mut bytes = random;
    if let Some(byte) = bytes.get_mut(6) {
        *byte = *byte & 0x0f | 0x40;
    }
    if let Some(byte) = bytes.get_mut(8) {
        *byte = *byte & 0x3f | 0x80;
    }
    let hex = data_encoding::HEXLOWER.encode(&bytes);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids() {
        assert_eq!(request_id([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(request_id([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
