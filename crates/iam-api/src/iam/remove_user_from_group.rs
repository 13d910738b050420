//! RemoveUserFromGroup: a user loses what the group may do.

use service::iam::groups::remove_user;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (group, user) = call.read(|f| {
        (f.text("GroupName", &rules::GROUP_NAME), f.text("UserName", &rules::USER_NAME))
    })?;
    remove_user::run(call.service, call.caller, &group, &user).await?;
    Ok(call.done())
}
