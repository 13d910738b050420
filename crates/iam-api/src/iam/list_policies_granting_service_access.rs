//! ListPoliciesGrantingServiceAccess: which policies open a service for somebody. The
//! model has markers but no size of a page: everything fits into one answer, so a marker
//! is never ours.

use aws_wire::query::Members;
use service::iam::last_accessed::granting;

use super::get_service_last_accessed_details_with_entities::kind;
use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::rules;

const SOME: Members = Members { min: 1, max: 200 };

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (arn, services, wanted) = call.read(|f| {
        f.require_list("ServiceNamespaces");
        let arn = f.text("Arn", &rules::ARN);
        let services = f.texts("ServiceNamespaces", SOME, &rules::SERVICE_NAMESPACE);
        (arn, services, Wanted::whole(f))
    })?;
    Paging::of(call, &[]).open(&wanted)?;
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
