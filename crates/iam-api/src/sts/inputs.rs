//! Parameters that several operations of STS share.

use aws_wire::query::{Fields, Members, Pattern, TextRule};
use service::sts::TokenCode;

use crate::rules::{self, SERIAL};

/// A code: unlike IAM's, the model's pattern would allow an empty one.
const TOKEN_CODE: TextRule = TextRule::length(6, 6)
    .like(Pattern { text: "[\\d]*", fits: |text| text.chars().all(|c| c.is_ascii_digit()) })
    .secret();

const NAME: Pattern = Pattern {
    text: "[\\w+=,.@-]*",
    fits: |text| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || "+=,.@-".contains(c))
    },
};
/// A role session's name, and a source identity.
pub(super) const SESSION_NAME: TextRule = TextRule::length(2, 64).like(NAME);
/// A federated user's name.
pub(super) const FEDERATED_NAME: TextRule = TextRule::length(2, 32).like(NAME);
/// What the role's owner has agreed on with who takes it on.
pub(super) const EXTERNAL_ID: TextRule = TextRule::length(2, 1224).like(Pattern {
    text: "[\\w+=,.@:\\/-]*",
    fits: |text| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || "+=,.@:/-".contains(c))
    },
});
/// A session policy of AssumeRole: how long it may be is not the form's to say.
pub(super) const POLICY: TextRule = rules::DOCUMENT;
/// A session policy of GetFederationToken.
pub(super) const FEDERATED_POLICY: TextRule = TextRule { min: 1, max: 2048, ..rules::DOCUMENT };

/// Reads `PolicyArns.member.N.arn`.
pub(super) fn policy_arns(fields: &mut Fields<'_>) -> Vec<String> {
    fields.list("PolicyArns", Members { min: 0, max: 10 }, |member| member.text("arn", &rules::ARN))
}

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

    /// Puts them together, or says that one is missing.
    pub(super) fn token_code(&self) -> Result<Option<TokenCode>, &'static str> {
        const BOTH: &str = "SerialNumber and TokenCode must be given together.";
        match (&self.serial, &self.code) {
            (None, None) => Ok(None),
            (Some(serial), Some(code)) => TokenCode::new(serial, code).map(Some).ok_or(BOTH),
            (Some(_), None) | (None, Some(_)) => Err(BOTH),
        }
    }
}
