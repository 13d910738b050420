//! PutUserPolicy: makes or replaces an inline policy of a user.

use service::iam::Holder;
use service::iam::inline::put;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (holder, name, document) = call.read(|f| {
        (
            Holder::User(f.text("UserName", &rules::USER_NAME)),
            f.text("PolicyName", &rules::POLICY_NAME),
            f.text("PolicyDocument", &rules::DOCUMENT),
        )
    })?;
    put::run(call.service, call.caller, holder, &name, &document).await?;
    Ok(call.done())
}
