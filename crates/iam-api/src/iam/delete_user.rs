//! DeleteUser: a user who has nothing left.

use service::iam::users::delete;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let name = call.read(|f| f.text("UserName", &rules::USER_NAME))?;
    delete::run(call.service, call.caller, &name).await?;
    Ok(call.done())
}
