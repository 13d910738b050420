//! Parameters that several operations of IAM share.

use aws_wire::ApiError;
use aws_wire::query::Fields;
use otp::{Code, Digits};
use service::mfa::CodePair;

use crate::rules;

/// Reads the two codes of a user's device.
pub(super) fn code_pair(fields: &mut Fields<'_>) -> Result<CodePair, ApiError> {
    let user_name = fields.text("UserName", &rules::USER_NAME);
    let serial = fields.text("SerialNumber", &rules::SERIAL);
    let first = fields.text("AuthenticationCode1", &rules::CODE);
    let second = fields.text("AuthenticationCode2", &rules::CODE);
    // The rule for codes has complained already where this fails.
    let code = |text: &str| {
        Code::parse(text, Digits::SIX)
            .map_err(|_| ApiError::validation("An authentication code has six digits."))
    };
    match (code(&first), code(&second)) {
        (Ok(first), Ok(second)) => Ok(CodePair { user_name, serial, first, second }),
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}
