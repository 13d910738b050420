//! PutUserPermissionsBoundary: a managed policy bounds what a user may do.

use service::iam::Holder;
use service::iam::boundaries::put;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (holder, arn) = call.read(|f| {
        (
            Holder::User(f.text("UserName", &rules::USER_NAME)),
            f.text("PermissionsBoundary", &rules::ARN),
        )
    })?;
    put::run(call.service, call.caller, holder, &arn).await?;
    Ok(call.done())
}
