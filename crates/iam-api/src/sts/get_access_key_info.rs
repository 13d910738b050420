//! GetAccessKeyInfo: the account that a key belongs to.

use service::sts::get_access_key_info;

use crate::call::{Call, Outcome};
use crate::rules::ACCESS_KEY_ID;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let id = call.read(|f| f.text("AccessKeyId", &ACCESS_KEY_ID))?;
    let account = get_access_key_info::run(call.service, call.caller, &id).await?;
    Ok(call.result(|xml| {
        xml.text("Account", &account);
    }))
}
