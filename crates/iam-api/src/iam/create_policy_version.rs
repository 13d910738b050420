//! CreatePolicyVersion: another document for a managed policy.

use service::iam::policies::create_version;

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (arn, document, default) = call.read(|f| {
        (
            f.text("PolicyArn", &rules::ARN),
            f.text("PolicyDocument", &rules::DOCUMENT),
            f.optional_boolean("SetAsDefault").unwrap_or(false),
        )
    })?;
    let version = create_version::run(call.service, call.caller, &arn, &document, default).await?;
    Ok(call.result(|xml| {
        xml.element("PolicyVersion", |xml| view::version(xml, &version));
    }))
}
