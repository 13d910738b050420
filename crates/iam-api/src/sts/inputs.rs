//! Parameters that several operations of STS share.

use aws_wire::query::{Fields, Pattern, TextRule};
use service::sts::TokenCode;

use crate::rules::SERIAL;

/// A code: unlike IAM's, the model's pattern would allow an empty one.
const TOKEN_CODE: TextRule = TextRule::length(6, 6)
    .like(Pattern { text: "[\\d]*", fits: |text| text.chars().all(|c| c.is_ascii_digit()) })
    .secret();

/// Reads `DurationSeconds`, at least a quarter of an hour.
pub(super) fn duration(fields: &mut Fields<'_>, max: i64) -> Option<u32> {
    let seconds = fields.optional_integer("DurationSeconds", 900, max);
    seconds.and_then(|seconds| u32::try_from(seconds).ok())
}

/// Is a device and its code, as they were sent: both, none, or one of them.
pub(super) struct Factor {
    serial: Option<String>,
    code: Option<String>,
}

impl Factor {
    /// Reads the two parameters.
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            serial: fields.optional_text("SerialNumber", &SERIAL),
            code: fields.optional_text("TokenCode", &TOKEN_CODE),
        }
    }

    /// Puts them together, or names the one that is missing.
    pub(super) fn token_code(&self) -> Result<Option<TokenCode>, &'static str> {
        match (&self.serial, &self.code) {
            (None, None) => Ok(None),
            (Some(serial), Some(code)) => TokenCode::new(serial, code).map(Some).ok_or("TokenCode"),
            (Some(_), None) => Err("TokenCode"),
            (None, Some(_)) => Err("SerialNumber"),
        }
    }
}
