//! CreateLoginProfile: a user may sign in at the console, with this password.

use identity::password::Password;
use service::iam::login_profiles::create::{self, CreateProfile};

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| CreateProfile {
        user_name: f.optional_text("UserName", &rules::USER_NAME),
        password: f.optional_text("Password", &rules::PASSWORD).map(|text| Password::new(&text)),
        reset_required: f.optional_boolean("PasswordResetRequired").unwrap_or(false),
    })?;
    let profile = create::run(call.service, call.caller, command).await?;
    Ok(call.result(|xml| {
        xml.element("LoginProfile", |xml| view::login_profile(xml, &profile));
    }))
}
