//! DeleteAccessKey: a key that is good for nothing any more.

use service::access_keys::delete;

use crate::call::{Call, Outcome};
use crate::rules::{ACCESS_KEY_ID, USER_NAME};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (user, id) = call.read(|f| {
        (f.optional_text("UserName", &USER_NAME), f.text("AccessKeyId", &ACCESS_KEY_ID))
    })?;
    delete::run(call.service, call.caller, user.as_deref(), &id).await?;
    Ok(call.done())
}
