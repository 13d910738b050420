//! CreateAccessKey: a key for programs. Its secret is shown only here.

use service::access_keys::create;

use super::list_mfa_devices::ROOT;
use crate::call::{Call, Outcome};
use crate::rules::USER_NAME;
use crate::view::moment;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let user = call.read(|f| f.optional_text("UserName", &USER_NAME))?;
    let made = create::run(call.service, call.caller, user.as_deref()).await?;
    Ok(call.result(|xml| {
        xml.element("AccessKey", |xml| {
            xml.text("UserName", made.user_name.as_deref().unwrap_or(ROOT))
                .text("AccessKeyId", &made.access_key_id)
                .text("Status", "Active")
                .text("SecretAccessKey", made.secret.expose())
                .time("CreateDate", moment(made.created));
        });
    }))
}
