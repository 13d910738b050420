//! CreatePolicy: a managed policy with its first version.

use service::iam::policies::create::{self, CreatePolicy};

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| CreatePolicy {
        name: f.text("PolicyName", &rules::POLICY_NAME),
        path: f.optional_text("Path", &rules::POLICY_PATH),
        document: f.text("PolicyDocument", &rules::DOCUMENT),
        description: f.optional_text("Description", &rules::DESCRIPTION),
        tags: rules::tags(f),
    })?;
    let policy = create::run(call.service, call.caller, command).await?;
    Ok(call.result(|xml| {
        xml.element("Policy", |xml| view::policy(xml, &policy));
    }))
}
