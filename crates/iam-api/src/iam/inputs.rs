//! Parameters that several operations of IAM share.

use aws_wire::ApiError;
use aws_wire::query::{Fields, Members, TextRule};
use otp::{Code, Digits};
use service::iam::simulation::{ContextEntry, Simulation};
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

const ACTION: TextRule = TextRule::length(3, 128);
const RESOURCE: TextRule = TextRule::length(1, 2048);
const KEY: TextRule = TextRule::length(5, 256);
const VALUE: TextRule = TextRule::length(0, 4096);
const ANY: Members = Members { min: 0, max: 500 };
/// What a context key holds, and whether that is several values.
const KINDS: [(&str, bool); 12] = [
    ("string", false),
    ("stringList", true),
    ("numeric", false),
    ("numericList", true),
    ("boolean", false),
    ("booleanList", true),
    ("ip", false),
    ("ipList", true),
    ("binary", false),
    ("binaryList", true),
    ("date", false),
    ("dateList", true),
];
/// Parameters that would change the outcome and are not understood.
const REFUSED: [&str; 4] = [
    "PolicyExclusionList",
    "OrderedOrganizationPolicyInputList",
    "ResourceOwner",
    "ResourceHandlingOption",
];

/// Reads a list of policy documents.
pub(super) fn documents(fields: &mut Fields<'_>, name: &str) -> Vec<String> {
    fields.texts(name, ANY, &rules::DOCUMENT)
}

/// Reads what is simulated.
pub(super) fn simulation(fields: &mut Fields<'_>) -> Result<Simulation, ApiError> {
    for name in REFUSED {
        if fields.has_list(name) {
            let message = format!("Secondkey does not evaluate the parameter {name}.");
            return Err(ApiError::new("InvalidInput", 400, message));
        }
    }
    fields.require_list("ActionNames");
    Ok(Simulation {
        policies: documents(fields, "PolicyInputList"),
        boundaries: documents(fields, "PermissionsBoundaryPolicyInputList"),
        actions: fields.texts("ActionNames", ANY, &ACTION),
        resources: fields.texts("ResourceArns", ANY, &RESOURCE),
        resource_policy: fields.optional_text("ResourcePolicy", &rules::DOCUMENT),
        caller_arn: fields.optional_text("CallerArn", &RESOURCE),
        context: fields.list("ContextEntries", ANY, |entry| ContextEntry {
            name: entry.text("ContextKeyName", &KEY),
            values: entry.texts("ContextKeyValues", ANY, &VALUE),
            is_list: entry.optional_word("ContextKeyType", &KINDS).unwrap_or(false),
        }),
    })
}
