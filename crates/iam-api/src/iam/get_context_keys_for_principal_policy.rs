//! GetContextKeysForPrincipalPolicy: the condition keys that the policies of a user,
//! group or role ask for.

use service::iam::simulation::keys_of_principal;

use super::inputs;
use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (arn, documents) = call.read(|f| {
        (f.text("PolicySourceArn", &rules::ARN), inputs::documents(f, "PolicyInputList"))
    })?;
    let keys = keys_of_principal::run(call.service, call.caller, &arn, documents).await?;
    Ok(call.result(|xml| {
        xml.texts("ContextKeyNames", keys.iter().map(String::as_str));
    }))
}
