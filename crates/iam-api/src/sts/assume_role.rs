//! AssumeRole: temporary credentials of a role.

use aws_wire::ApiError;
use service::sts::assume_role::{self, AssumeRole};

use super::inputs;
use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (command, factor) = call.read(|f| {
        let command = AssumeRole {
            role_arn: f.text("RoleArn", &rules::ARN),
            session_name: f.text("RoleSessionName", &inputs::SESSION_NAME),
            duration_seconds: inputs::duration(f, 43_200),
            policy: f.optional_text("Policy", &inputs::POLICY),
            policy_arns: inputs::policy_arns(f),
            tags: rules::tags(f),
            transitive_tag_keys: rules::optional_tag_keys(f, "TransitiveTagKeys"),
            external_id: f.optional_text("ExternalId", &inputs::EXTERNAL_ID),
            source_identity: f.optional_text("SourceIdentity", &inputs::SESSION_NAME),
            mfa: None,
        };
        (command, inputs::Factor::read(f))
    })?;
    let mfa = factor.token_code().map_err(ApiError::validation)?;
    let command = AssumeRole { mfa, ..command };
    let assumed = assume_role::run(call.service, call.caller, command).await?;
    Ok(call.result(|xml| {
        view::credentials(xml, &assumed.credentials);
        xml.element("AssumedRoleUser", |xml| {
            xml.text("AssumedRoleId", &assumed.assumed_role_id).text("Arn", &assumed.arn);
        });
        if let Some(size) = assumed.packed_policy_size {
            xml.integer("PackedPolicySize", size.into());
        }
        xml.maybe("SourceIdentity", assumed.source_identity.as_deref());
    }))
}
