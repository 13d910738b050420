//! GetMFADevice: one passkey or security key.

use service::mfa::get;

use super::list_mfa_devices::ROOT;
use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (user, serial) = call.read(|f| {
        (f.optional_text("UserName", &rules::USER_NAME), f.text("SerialNumber", &rules::SERIAL))
    })?;
    let found = get::run(call.service, call.caller, user.as_deref(), &serial).await?;
    Ok(call.result(|xml| {
        xml.text("UserName", found.user_name.as_deref().unwrap_or(ROOT))
            .text("SerialNumber", &found.serial)
            .time("EnableDate", view::moment(found.enabled))
            .element("Certifications", |_| {});
    }))
}
