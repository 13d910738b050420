//! DeleteAccountPasswordPolicy: the rule without a policy holds again.

use service::iam::passwords::delete_policy;

use crate::call::{Call, Outcome};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    delete_policy::run(call.service, call.caller).await?;
    Ok(call.done())
}
