//! SetDefaultPolicyVersion: the document that counts.

use service::iam::policies::set_default_version;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (arn, id) =
        call.read(|f| (f.text("PolicyArn", &rules::ARN), f.text("VersionId", &rules::VERSION_ID)))?;
    set_default_version::run(call.service, call.caller, &arn, &id).await?;
    Ok(call.done())
}
