//! JSON 1.1: the operation in `X-Amz-Target`, parameters and answers as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ApiError;

/// The content type of requests and answers.
pub const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// The longest body that is read, in bytes.
pub const MAX_BODY: usize = 256 * 1024;

/// Is the value of an `X-Amz-Target` header, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// What names the service and its version, before the last dot.
    pub service: &'a str,
    /// The operation.
    pub operation: &'a str,
}

impl<'a> Target<'a> {
    /// Reads `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents`.
    /// Gives back nothing for a text without two parts of letters, digits,
    /// underscores and dots, or longer than 256 bytes.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (service, operation) = text.rsplit_once('.')?;
        let word = |part: &str, more: &[char]| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || more.contains(&c))
        };
        (text.len() <= 256 && word(service, &['.']) && word(operation, &[]))
            .then_some(Self { service, operation })
    }
}

/// Reads the parameters of a request. An empty body stands for no parameters.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    if body.len() > MAX_BODY {
        return Err(serialization("The request is too large."));
    }
    let body = if body.is_empty() { &b"{}"[..] } else { body };
    serde_json::from_slice(body).map_err(|error| {
        // Where, never what: a value may be a secret.
        let what = match error.classify() {
            serde_json::error::Category::Data => "a member has another type than the operation's",
            _ => "this is not JSON",
        };
        serialization(&format!("{what} (line {}, column {})", error.line(), error.column()))
    })
}

fn serialization(message: &str) -> ApiError {
    ApiError::new("SerializationException", 400, message)
}

/// Writes an answer.
pub fn write<T: Serialize>(answer: &T) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(answer)
        .map_err(|_| ApiError::new("InternalFailure", 500, "The answer cannot be written."))
}

/// Writes an error: its code in `__type`, as every SDK reads it.
pub fn write_error(error: &ApiError) -> Vec<u8> {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(rename = "__type")]
        kind: &'a str,
        message: &'a str,
    }
    serde_json::to_vec(&Body { kind: error.code(), message: error.message() }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_targets_apart() {
        let text = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";
        let target = Target::parse(text).unwrap();
        assert_eq!(target.operation, "LookupEvents");
        assert_eq!(target.service, "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");
        for text in ["", "LookupEvents", ".LookupEvents", "A.", "A. B", "A.B\n", &"a.".repeat(200)]
        {
            assert_eq!(Target::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn says_where_and_not_what() {
        #[derive(Debug, serde::Deserialize)]
        struct Wanted {
            #[serde(rename = "MaxResults")]
            _max: Option<u8>,
        }
        read::<Wanted>(b"").unwrap();
        read::<Wanted>(b"{\"MaxResults\": 7, \"More\": {}}").unwrap();
        for body in [&b"{\"MaxResults\": \"hush\"}"[..], b"hush", b"\xff", b"{"] {
            let error = read::<Wanted>(body).unwrap_err();
            assert_eq!((error.code(), error.status()), ("SerializationException", 400));
            assert!(!error.message().contains("hush"));
        }
        let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
        assert!(read::<serde_json::Value>(&deep).is_err());
        assert!(read::<serde_json::Value>(&vec![b' '; MAX_BODY + 1]).is_err());
    }

    #[test]
    fn errors_have_type_and_message() {
        let error = ApiError::new("InvalidNextTokenException", 400, "a \"quote\"");
        let body = write_error(&error);
        assert_eq!(
            body,
            br#"{"__type":"InvalidNextTokenException","message":"a \"quote\""}"#.to_vec()
        );
    }
}
