//! GetMFADevice: answers for security keys only, of which programs see none yet, so
//! that the use case refuses always.

use service::mfa::get;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (user, serial) = call.read(|f| {
        (f.optional_text("UserName", &rules::USER_NAME), f.text("SerialNumber", &rules::SERIAL))
    })?;
    get::run(call.service, call.caller, user.as_deref(), &serial).await?;
    Ok(call.done())
}
