//! GetServiceLastAccessedDetailsWithEntities: who used a service, and when.

use service::iam::last_accessed::get;
use service::iam::policies::entities::EntityKind;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::rules;
use crate::view::moment;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (job, service, wanted) = call.read(|f| {
        let job = f.text("JobId", &rules::JOB_ID);
        (job, f.text("ServiceNamespace", &rules::SERVICE_NAMESPACE), Wanted::read(f))
    })?;
    let paging = Paging::of(call, &[Some(&job), Some(&service)]);
    let page = paging.open(&wanted)?;
    let found = get::entities(call.service, call.caller, &job, &service, page).await?;
    Ok(call.result(|xml| {
        xml.text("JobStatus", "COMPLETED")
            .time("JobCreationDate", moment(found.made))
            .time("JobCompletionDate", moment(found.made))
            .list("EntityDetailsList", &found.page.items, |xml, (entity, used)| {
                xml.element("EntityInfo", |xml| {
                    xml.text("Arn", &entity.arn)
                        .text("Name", &entity.name)
                        .text("Type", kind(entity.kind))
                        .text("Id", &entity.id)
                        .text("Path", &entity.path);
                });
                if let Some(at) = used {
                    xml.time("LastAuthenticated", moment(*at));
                }
            });
        paging.close(xml, &found.page);
    }))
}

/// Returns what AWS calls a kind of entity.
pub(super) fn kind(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::User => "USER",
        EntityKind::Group => "GROUP",
        EntityKind::Role => "ROLE",
    }
}
