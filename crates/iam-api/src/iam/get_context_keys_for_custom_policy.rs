//! GetContextKeysForCustomPolicy: the condition keys that policies ask for.

use service::iam::simulation::keys_of_custom;

use super::inputs;
use crate::call::{Call, Outcome};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let documents = call.read(|f| {
        f.require_list("PolicyInputList");
        inputs::documents(f, "PolicyInputList")
    })?;
    let keys = keys_of_custom::run(call.service, call.caller, documents).await?;
    Ok(call.result(|xml| {
        xml.texts("ContextKeyNames", keys.iter().map(String::as_str));
    }))
}
