//! DeleteVirtualMFADevice: a device of nobody, and its seed, are gone.

use service::mfa::delete_virtual;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let serial = call.read(|f| f.text("SerialNumber", &rules::SERIAL))?;
    delete_virtual::run(call.service, call.caller, &serial).await?;
    Ok(call.done())
}
