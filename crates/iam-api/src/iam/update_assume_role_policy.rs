//! UpdateAssumeRolePolicy: who may take a role on.

use service::iam::roles::update_trust;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (name, document) = call.read(|f| {
        (f.text("RoleName", &rules::ROLE_NAME), f.text("PolicyDocument", &rules::DOCUMENT))
    })?;
    update_trust::run(call.service, call.caller, &name, &document).await?;
    Ok(call.done())
}
