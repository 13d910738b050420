//! DeletePolicyVersion: a document that does not count.

use service::iam::policies::delete_version;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (arn, id) =
        call.read(|f| (f.text("PolicyArn", &rules::ARN), f.text("VersionId", &rules::VERSION_ID)))?;
    delete_version::run(call.service, call.caller, &arn, &id).await?;
    Ok(call.done())
}
