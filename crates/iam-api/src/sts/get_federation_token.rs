//! GetFederationToken: temporary credentials for somebody who is no user here.

use service::sts::get_federation_token::{self, GetFederationToken};

use super::inputs;
use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| GetFederationToken {
        name: f.text("Name", &inputs::FEDERATED_NAME),
        duration_seconds: inputs::duration(f, 129_600),
        policy: f.optional_text("Policy", &inputs::FEDERATED_POLICY),
        policy_arns: inputs::policy_arns(f),
        tags: rules::tags(f),
    })?;
    let given = get_federation_token::run(call.service, call.caller, command).await?;
    Ok(call.result(|xml| {
        view::credentials(xml, &given.credentials);
        xml.element("FederatedUser", |xml| {
            xml.text("FederatedUserId", &given.federated_user_id).text("Arn", &given.arn);
        });
        if let Some(size) = given.packed_policy_size {
            xml.integer("PackedPolicySize", size.into());
        }
    }))
}
