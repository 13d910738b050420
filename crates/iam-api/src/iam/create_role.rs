//! CreateRole: a role, with the policy that says who may take it on.

use service::iam::roles::create::{self, CreateRole};

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| CreateRole {
        name: f.text("RoleName", &rules::ROLE_NAME),
        path: f.optional_text("Path", &rules::PATH),
        trust_policy: f.text("AssumeRolePolicyDocument", &rules::DOCUMENT),
        description: f.optional_text("Description", &rules::DESCRIPTION),
        max_session: rules::max_session(f),
        boundary: f.optional_text("PermissionsBoundary", &rules::ARN),
        tags: rules::tags(f),
    })?;
    let role = create::run(call.service, call.caller, command).await?;
    Ok(call.result(|xml| {
        xml.element("Role", |xml| view::created_role(xml, &role));
    }))
}
