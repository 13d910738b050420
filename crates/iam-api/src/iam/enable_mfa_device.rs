//! EnableMFADevice: two codes in a row put a device into use for a user.

use service::mfa::enable;

use crate::call::{Call, Outcome};
use crate::iam::inputs;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(inputs::code_pair)??;
    enable::run(call.service, call.caller, command).await?;
    Ok(call.done())
}
