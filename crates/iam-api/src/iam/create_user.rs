//! CreateUser: a user without password, keys and rights.

use service::iam::users::create::{self, CreateUser};

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| CreateUser {
        name: f.text("UserName", &rules::NEW_USER_NAME),
        path: f.optional_text("Path", &rules::PATH),
        boundary: f.optional_text("PermissionsBoundary", &rules::ARN),
        tags: rules::tags(f),
    })?;
    let user = create::run(call.service, call.caller, command).await?;
    Ok(call.result(|xml| {
        xml.element("User", |xml| view::user(xml, &user));
    }))
}
