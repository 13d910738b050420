//! REST-JSON of the services whose operations are paths: parameters and answers as JSON,
//! the code of an error in a header (Smithy 2.0, "AWS restJson1 protocol").

use serde::Serialize;

use crate::ApiError;

/// The content type of requests and answers.
pub const CONTENT_TYPE: &str = "application/json";

/// The header that holds an error's code.
pub const ERROR_TYPE: &str = "x-amzn-errortype";

/// Returns the operation that a path stands for where a service names its paths after
/// its operations: `/getContactInformation`. Gives back nothing for a path that is not
/// one word of up to 64 letters, a small one first.
pub fn operation(path: &str) -> Option<String> {
    let word = path.strip_prefix('/')?;
    let mut letters = word.chars();
    let first = letters.next().filter(char::is_ascii_lowercase)?;
    let fine = word.len() <= 64 && letters.clone().all(|c| c.is_ascii_alphabetic());
    fine.then(|| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// Writes an error's body; its code goes into [`ERROR_TYPE`].
pub fn write_error(error: &ApiError) -> Vec<u8> {
    #[derive(Serialize)]
    struct Body<'a> {
        message: &'a str,
    }
    serde_json::to_vec(&Body { message: error.message() }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_operations() {
        let named = operation("/getContactInformation");
        assert_eq!(named.as_deref(), Some("GetContactInformation"));
        for path in [
            "",
            "/",
            "getX",
            "/GetX",
            "/get/x",
            "/get-x",
            "/getX/",
            "/g%65tX",
            &format!("/{}", "a".repeat(65)),
        ] {
            assert_eq!(operation(path), None, "{path}");
        }
    }

    #[test]
    fn errors_have_a_message_and_no_more() {
        let error = ApiError::new("ResourceNotFoundException", 404, "a \"quote\"");
        assert_eq!(write_error(&error), br#"{"message":"a \"quote\""}"#.to_vec());
    }
}
