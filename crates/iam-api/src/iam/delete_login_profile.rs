//! DeleteLoginProfile: a user may not sign in at the console any more.

use service::iam::login_profiles::delete;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let user = call.read(|f| f.optional_text("UserName", &rules::USER_NAME))?;
    delete::run(call.service, call.caller, user.as_deref()).await?;
    Ok(call.done())
}
