//! ChangePassword: a user's own password.

use identity::password::Password;
use service::iam::passwords::change;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (old, new) = call.read(|f| {
        (f.text("OldPassword", &rules::PASSWORD), f.text("NewPassword", &rules::PASSWORD))
    })?;
    let (old, new) = (Password::new(&old), Password::new(&new));
    change::run(call.service, call.caller, &old, new).await?;
    Ok(call.done())
}
