//! UpdateAccessKey: switching a key on or off.

use service::access_keys::update::{self, Update};

use crate::call::{Call, Outcome};
use crate::rules::{ACCESS_KEY_ID, USER_NAME};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| Update {
        user_name: f.optional_text("UserName", &USER_NAME),
        access_key_id: f.text("AccessKeyId", &ACCESS_KEY_ID),
        active: f.word("Status", &[("Active", true), ("Inactive", false)], false),
    })?;
    update::run(call.service, call.caller, command).await?;
    Ok(call.done())
}
