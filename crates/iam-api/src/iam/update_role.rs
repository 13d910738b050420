//! UpdateRole: a role's description, and how long its sessions may last.

use service::iam::roles::update::{self, UpdateRole};

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| UpdateRole {
        name: f.text("RoleName", &rules::ROLE_NAME),
        description: f.optional_text("Description", &rules::DESCRIPTION),
        max_session: rules::max_session(f),
    })?;
    update::run(call.service, call.caller, command).await?;
    // The model has an output without members, so the element must be there.
    Ok(call.result(|_| {}))
}
