//! TagMFADevice: adds or replaces a device's tags.

use service::iam::tags::{Tagged, tag};

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (on, tags) = call.read(|f| {
        f.require_list("Tags");
        (Tagged::MfaDevice(f.text("SerialNumber", &rules::SERIAL)), rules::tags(f))
    })?;
    tag::run(call.service, call.caller, on, tags).await?;
    Ok(call.done())
}
