//! DeleteRolePermissionsBoundary: nothing bounds what a role may do any more.

use service::iam::Holder;
use service::iam::boundaries::delete;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let holder = call.read(|f| Holder::Role(f.text("RoleName", &rules::ROLE_NAME)))?;
    delete::run(call.service, call.caller, holder).await?;
    Ok(call.done())
}
