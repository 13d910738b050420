//! GetAlternateContact: whom to reach about security, operations or bills.

use aws_wire::{ApiError, json};
use identity::contact::Contact;
use serde::{Deserialize, Serialize};
use service::contacts::alternate;

use crate::call::{JsonCall, Outcome, text, told};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Asked {
    #[serde(default)]
    alternate_contact_type: Option<String>,
    #[serde(default)]
    account_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    alternate_contact: Alternate,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Alternate {
    #[serde(rename = "AlternateContactType")]
    kind: &'static str,
    email_address: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
}

pub(crate) async fn run(call: &JsonCall<'_>) -> Outcome {
    let asked: Asked = json::read(call.body)?;
    let sort = asked.alternate_contact_type.as_deref();
    let account_id = asked.account_id.as_deref();
    told(call.caller, &[("alternateContactType", sort), ("accountId", account_id)]);
    let (contact, sort) = read(sort)?;
    let found = alternate::run(call.service, call.caller, contact, account_id).await?;
    let alternate_contact = Alternate { kind: sort, email_address: found.email, name: found.name };
    text(&Answer { alternate_contact })
}

/// Reads which contact is meant, and returns the word for it.
fn read(sort: Option<&str>) -> Result<(Contact, &'static str), ApiError> {
    match sort {
        Some("BILLING") => Ok((Contact::Billing, "BILLING")),
        Some("OPERATIONS") => Ok((Contact::Operations, "OPERATIONS")),
        Some("SECURITY") => Ok((Contact::Security, "SECURITY")),
        _ => Err(ApiError::new(
            "ValidationException",
            400,
            "AlternateContactType must be one of BILLING, OPERATIONS and SECURITY.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_model() {
        for contact in Contact::ALTERNATE {
            let word = contact.key().to_ascii_uppercase();
            assert_eq!(read(Some(&word)).unwrap(), (contact, &*word));
        }
        for wrong in [None, Some(""), Some("security"), Some("EMAIL"), Some("PHONE")] {
            assert_eq!(read(wrong).unwrap_err().status(), 400);
        }
    }
}
