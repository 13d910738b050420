//! DetachRolePolicy: a managed policy counts for a role no longer.

use service::iam::Holder;
use service::iam::attachments::detach;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (holder, arn) = call.read(|f| {
        (Holder::Role(f.text("RoleName", &rules::ROLE_NAME)), f.text("PolicyArn", &rules::ARN))
    })?;
    detach::run(call.service, call.caller, holder, &arn).await?;
    Ok(call.done())
}
