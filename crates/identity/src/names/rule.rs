//! What all names share: the error, and the common character sets.

/// Says why a name is refused, in words for the person who typed it. The name
/// itself is not repeated: people type passwords into name fields.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum InvalidName {
    /// Nothing was typed.
    #[error("it must not be empty")]
    Empty,
    /// Longer than the rule allows.
    #[error("it must not be longer than {longest} characters")]
    TooLong {
        /// The greatest number of characters.
        longest: usize,
    },
    /// Shorter than the rule allows.
    #[error("it must have at least {shortest} characters")]
    TooShort {
        /// The least number of characters.
        shortest: usize,
    },
    /// A character or an order of characters that the rule does not allow.
    #[error("{0}")]
    Form(&'static str),
}

/// Checks a length in characters.
pub(super) fn length(text: &str, longest: usize) -> Result<(), InvalidName> {
    match text.chars().count() {
        0 => Err(InvalidName::Empty),
        count if count > longest => Err(InvalidName::TooLong { longest }),
        _ => Ok(()),
    }
}

/// Says whether a character may stand in an IAM name: `[\w+=,.@-]`, ASCII only.
pub(super) fn is_iam_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '=' | ',' | '.' | '@' | '-')
}
