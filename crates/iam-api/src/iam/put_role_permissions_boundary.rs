//! PutRolePermissionsBoundary: a managed policy bounds what a role may do.

use service::iam::Holder;
use service::iam::boundaries::put;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (holder, arn) = call.read(|f| {
        (
            Holder::Role(f.text("RoleName", &rules::ROLE_NAME)),
            f.text("PermissionsBoundary", &rules::ARN),
        )
    })?;
    put::run(call.service, call.caller, holder, &arn).await?;
    Ok(call.done())
}
