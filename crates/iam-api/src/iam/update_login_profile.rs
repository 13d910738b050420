//! UpdateLoginProfile: another password for a user.

use identity::password::Password;
use service::iam::login_profiles::update::{self, UpdateProfile};

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| UpdateProfile {
        user_name: f.text("UserName", &rules::USER_NAME),
        password: f.optional_text("Password", &rules::PASSWORD).map(|text| Password::new(&text)),
        reset_required: f.optional_boolean("PasswordResetRequired"),
    })?;
    update::run(call.service, call.caller, command).await?;
    Ok(call.done())
}
