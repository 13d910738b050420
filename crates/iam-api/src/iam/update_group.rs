//! UpdateGroup: another name or path. The id stays, the ARN changes.

use service::iam::groups::update::{self, UpdateGroup};

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| UpdateGroup {
        name: f.text("GroupName", &rules::GROUP_NAME),
        new_name: f.optional_text("NewGroupName", &rules::GROUP_NAME),
        new_path: f.optional_text("NewPath", &rules::PATH),
    })?;
    update::run(call.service, call.caller, command).await?;
    Ok(call.done())
}
