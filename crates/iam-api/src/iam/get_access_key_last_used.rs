//! GetAccessKeyLastUsed: when, for which service and where a key was last used.

use service::access_keys::last_used;

use crate::call::{Call, Outcome};
use crate::rules::ACCESS_KEY_ID;
use crate::view::moment;

/// Stands where a key was never used.
const NEVER: &str = "N/A";

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let id = call.read(|f| f.text("AccessKeyId", &ACCESS_KEY_ID))?;
    let found = last_used::run(call.service, call.caller, &id).await?;
    Ok(call.result(|xml| {
        xml.maybe("UserName", found.user_name.as_deref());
        xml.element("AccessKeyLastUsed", |xml| match &found.used {
            Some(used) => {
                xml.time("LastUsedDate", moment(used.at))
                    .text("ServiceName", &used.service)
                    .text("Region", &used.region);
            }
            None => {
                xml.text("ServiceName", NEVER).text("Region", NEVER);
            }
        });
    }))
}
