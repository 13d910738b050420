//! DeactivateMFADevice: a device is nobody's any more. It keeps its seed.

use service::mfa::deactivate;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (user, serial) = call.read(|f| {
        (f.optional_text("UserName", &rules::USER_NAME), f.text("SerialNumber", &rules::SERIAL))
    })?;
    deactivate::run(call.service, call.caller, user.as_deref(), &serial).await?;
    Ok(call.done())
}
