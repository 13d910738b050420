//! UpdateUser: another name or path. The id stays, the ARN changes.

use service::iam::users::update::{self, UpdateUser};

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| UpdateUser {
        name: f.text("UserName", &rules::USER_NAME),
        new_name: f.optional_text("NewUserName", &rules::NEW_USER_NAME),
        new_path: f.optional_text("NewPath", &rules::PATH),
    })?;
    update::run(call.service, call.caller, command).await?;
    Ok(call.done())
}
