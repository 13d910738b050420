//! GetContactInformation: the primary contact. Its model wants a postal address, which
//! nobody is asked for here.

use aws_wire::json;
use serde::{Deserialize, Serialize};
use service::contacts::information::{self, Status};

use crate::call::{JsonCall, Outcome, text, told};

/// Stands for what is not kept; the model wants some text.
const NOT_KEPT: &str = "-";
/// The code of no country (ISO 3166-1, codes for one's own use).
const NO_COUNTRY: &str = "ZZ";

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Asked {
    #[serde(default)]
    account_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    contact_information: Information,
    verification_status: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Information {
    full_name: String,
    address_line1: &'static str,
    city: &'static str,
    postal_code: &'static str,
    country_code: &'static str,
    phone_number: String,
}

pub(crate) async fn run(call: &JsonCall<'_>) -> Outcome {
    let asked: Asked = json::read(call.body)?;
    told(call.caller, &[("accountId", asked.account_id.as_deref())]);
    let account_id = asked.account_id.as_deref();
    let found = information::run(call.service, call.caller, account_id).await?;
    let answer = Answer {
        contact_information: Information {
            full_name: found.name,
            address_line1: NOT_KEPT,
            city: NOT_KEPT,
            postal_code: NOT_KEPT,
            country_code: NO_COUNTRY,
            phone_number: found.phone.as_str().to_owned(),
        },
        verification_status: match found.status {
            Status::Verified => "VERIFIED",
            Status::Unverified => "UNVERIFIED",
            Status::NotSupported => "NOT_SUPPORTED",
        },
    };
    text(&answer)
}
