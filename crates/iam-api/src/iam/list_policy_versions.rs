//! ListPolicyVersions: the versions of a managed policy, without documents.

use service::iam::policies::list_versions;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (arn, wanted) = call.read(|f| (f.text("PolicyArn", &rules::ARN), Wanted::read(f)))?;
    let paging = Paging::of(call, &[Some(&arn)]);
    let page = paging.open(&wanted)?;
    let found = list_versions::run(call.service, call.caller, &arn, page).await?;
    Ok(call.result(|xml| {
        xml.list("Versions", &found.items, view::version);
        paging.close(xml, &found);
    }))
}
