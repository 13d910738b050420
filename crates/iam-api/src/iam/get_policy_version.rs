//! GetPolicyVersion: a document of a managed policy, byte for byte as it was sent.

use service::iam::policies::get_version;

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (arn, id) =
        call.read(|f| (f.text("PolicyArn", &rules::ARN), f.text("VersionId", &rules::VERSION_ID)))?;
    let version = get_version::run(call.service, call.caller, &arn, &id).await?;
    Ok(call.result(|xml| {
        xml.element("PolicyVersion", |xml| view::version(xml, &version));
    }))
}
