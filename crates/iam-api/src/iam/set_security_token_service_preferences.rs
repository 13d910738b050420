//! SetSecurityTokenServicePreferences: which session tokens the account chooses.

use service::iam::account::token_preferences;

use crate::call::{Call, Outcome};

const VERSIONS: [(&str, u32); 2] = [("v1Token", 1), ("v2Token", 2)];

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let version = call.read(|f| f.word("GlobalEndpointTokenVersion", &VERSIONS, 2))?;
    token_preferences::run(call.service, call.caller, version).await?;
    Ok(call.done())
}
