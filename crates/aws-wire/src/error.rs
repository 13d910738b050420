//! A refusal as AWS's protocols carry it: a code, a message, an HTTP status.

use std::borrow::Cow;

/// Is a refusal that a client's SDK recognises by its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    code: Cow<'static, str>,
    status: u16,
    message: String,
}

impl ApiError {
    /// Puts a refusal together. The code is the short form (`NoSuchEntity`): a code
    /// with `Exception` appended is not recognised on the Query protocol.
    pub fn new(
        code: impl Into<Cow<'static, str>>,
        status: u16,
        message: impl Into<String>,
    ) -> Self {
        Self { code: code.into(), status, message: message.into() }
    }

    /// Returns the code, as SDKs match on it.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the HTTP status, 400 to 599.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the sentence for the person.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Says whether the one who asked is at fault, not the service.
    pub fn is_senders(&self) -> bool {
        self.status < 500
    }

    /// Makes the error for parameters whose form cannot be read at all.
    pub fn malformed_input(message: impl Into<String>) -> Self {
        Self::new("MalformedInput", 400, message)
    }

    /// Makes the error for a query string that cannot be read.
    pub fn malformed_query_string(message: impl Into<String>) -> Self {
        Self::new("MalformedQueryString", 400, message)
    }

    /// Makes the error for a parameter whose value breaks its rule.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationError", 400, message)
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ApiError {}
