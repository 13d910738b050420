//! GetUser: a user, or the caller. Root has neither name nor path.

use service::iam::users::get;

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let name = call.read(|f| f.optional_text("UserName", &rules::USER_NAME))?;
    let user = get::run(call.service, call.caller, name.as_deref()).await?;
    Ok(call.result(|xml| {
        xml.element("User", |xml| view::user(xml, &user));
    }))
}
