//! AddUserToGroup: a user gets what the group may do.

use service::iam::groups::add_user;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (group, user) = call.read(|f| {
        (f.text("GroupName", &rules::GROUP_NAME), f.text("UserName", &rules::USER_NAME))
    })?;
    add_user::run(call.service, call.caller, &group, &user).await?;
    Ok(call.done())
}
