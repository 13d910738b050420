//! GetCredentialReport: the report that was made last, as CSV.

use service::iam::credential_report::get;

use crate::call::{Call, Outcome};
use crate::view::moment;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let report = get::run(call.service, call.caller).await?;
    Ok(call.result(|xml| {
        xml.blob("Content", &report.content)
            .text("ReportFormat", "text/csv")
            .time("GeneratedTime", moment(report.made));
    }))
}
