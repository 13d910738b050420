//! ListPoliciesGrantingServiceAccess: which policies open a service for somebody.

use aws_wire::query::Members;
use service::iam::last_accessed::granting;

use super::get_service_last_accessed_details_with_entities::kind;
use crate::call::{Call, Outcome};
use crate::rules;

const SOME: Members = Members { min: 1, max: 200 };

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (arn, services) = call.read(|f| {
        f.require_list("ServiceNamespaces");
        let arn = f.text("Arn", &rules::ARN);
        (arn, f.texts("ServiceNamespaces", SOME, &rules::SERVICE_NAMESPACE))
    })?;
    let found = granting::run(call.service, call.caller, &arn, services).await?;
    Ok(call.result(|xml| {
        xml.list("PoliciesGrantingServiceAccess", &found, |xml, (service, policies)| {
            xml.text("ServiceNamespace", service).list("Policies", policies, |xml, policy| {
                let of = if policy.arn.is_some() { "MANAGED" } else { "INLINE" };
                xml.text("PolicyName", &policy.name)
                    .text("PolicyType", of)
                    .maybe("PolicyArn", policy.arn.as_deref());
                if let Some((entity, name)) = &policy.holder {
                    xml.text("EntityType", kind(*entity)).text("EntityName", name);
                }
            });
        })
        .boolean("IsTruncated", false);
    }))
}
