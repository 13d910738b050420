//! DeleteUserPolicy: removes an inline policy of a user.

use service::iam::Holder;
use service::iam::inline::delete;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (holder, name) = call.read(|f| {
        (
            Holder::User(f.text("UserName", &rules::USER_NAME)),
            f.text("PolicyName", &rules::POLICY_NAME),
        )
    })?;
    delete::run(call.service, call.caller, holder, &name).await?;
    Ok(call.done())
}
