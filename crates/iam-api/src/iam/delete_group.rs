//! DeleteGroup: a group without members and policies.

use service::iam::groups::delete;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let name = call.read(|f| f.text("GroupName", &rules::GROUP_NAME))?;
    delete::run(call.service, call.caller, &name).await?;
    Ok(call.done())
}
