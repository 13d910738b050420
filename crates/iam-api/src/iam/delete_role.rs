//! DeleteRole: a role that has no policies left.

use service::iam::roles::delete;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let name = call.read(|f| f.text("RoleName", &rules::ROLE_NAME))?;
    delete::run(call.service, call.caller, &name).await?;
    Ok(call.done())
}
