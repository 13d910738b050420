//! UpdateRoleDescription: what a role is for.

use service::iam::roles::update;

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (name, description) = call.read(|f| {
        (f.text("RoleName", &rules::ROLE_NAME), f.text("Description", &rules::DESCRIPTION))
    })?;
    let role = update::description(call.service, call.caller, &name, &description).await?;
    Ok(call.result(|xml| {
        xml.element("Role", |xml| view::role(xml, &role));
    }))
}
