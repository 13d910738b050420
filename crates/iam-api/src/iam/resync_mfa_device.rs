//! ResyncMFADevice: two codes in a row tell what the clock of a device shows.

use service::mfa::resync;

use crate::call::{Call, Outcome};
use crate::iam::inputs;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(inputs::code_pair)??;
    resync::run(call.service, call.caller, command).await?;
    Ok(call.done())
}
