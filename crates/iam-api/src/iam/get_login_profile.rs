//! GetLoginProfile: whether a user, or the caller, has a password.

use service::iam::login_profiles::get;

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let user = call.read(|f| f.optional_text("UserName", &rules::USER_NAME))?;
    let profile = get::run(call.service, call.caller, user.as_deref()).await?;
    Ok(call.result(|xml| {
        xml.element("LoginProfile", |xml| view::login_profile(xml, &profile));
    }))
}
