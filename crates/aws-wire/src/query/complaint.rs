//! What a `ValidationError` says.

use crate::ApiError;

/// Says whether complaints repeat the value: STS does, IAM leaves it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// `Value 'x' at 'roleSessionName' failed ...`.
    Values,
    /// `Value at 'userName' failed ...`.
    Nothing,
}

/// The longest value that a complaint repeats, in characters.
const LONGEST_QUOTE: usize = 256;

/// Words one complaint. `place` is the member's path, `userName`.
pub(super) fn complaint(
    quoting: Quoting,
    place: &str,
    value: Option<&str>,
    broken: &str,
) -> String {
    let quote = match (quoting, value) {
        (Quoting::Values, Some(value)) => {
            let cut: String = value.chars().take(LONGEST_QUOTE).collect();
            format!(" '{cut}'")
        }
        (Quoting::Values, None) => " null".to_owned(),
        (Quoting::Nothing, _) => String::new(),
    };
    format!("Value{quote} at '{place}' failed to satisfy constraint: {broken}")
}

/// Joins complaints into the error.
pub(super) fn error(complaints: &[String]) -> ApiError {
    let count = complaints.len();
    let noun = if count == 1 { "error" } else { "errors" };
    ApiError::validation(format!("{count} validation {noun} detected: {}", complaints.join("; ")))
}

/// Returns a parameter's name as complaints write it: `UserName` as `userName`.
pub(super) fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}
