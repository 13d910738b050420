//! GetServiceLastAccessedDetails: which services were last used, by whom and when.

use service::iam::last_accessed::get;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::rules;
use crate::view::moment;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (job, wanted) = call.read(|f| (f.text("JobId", &rules::JOB_ID), Wanted::read(f)))?;
    let paging = Paging::of(call, &[Some(&job)]);
    let page = paging.open(&wanted)?;
    let found = get::services(call.service, call.caller, &job, page).await?;
    Ok(call.result(|xml| {
        xml.text("JobStatus", "COMPLETED")
            .text("JobType", "SERVICE_LEVEL")
            .time("JobCreationDate", moment(found.made))
            .list("ServicesLastAccessed", &found.page.items, |xml, service| {
                xml.text("ServiceName", service.name)
                    .text("ServiceNamespace", service.namespace)
                    .integer(
                        "TotalAuthenticatedEntities",
                        i64::try_from(service.entities).unwrap_or(i64::MAX),
                    );
                if let Some((entity, used)) = &service.last {
                    xml.time("LastAuthenticated", moment(used.at))
                        .text("LastAuthenticatedEntity", &entity.arn)
                        .text("LastAuthenticatedRegion", &used.region);
                }
            })
            .time("JobCompletionDate", moment(found.made));
        paging.close(xml, &found.page);
    }))
}
