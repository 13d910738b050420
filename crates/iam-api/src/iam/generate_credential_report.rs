//! GenerateCredentialReport: makes the report at once, unless a young one is there.

use service::iam::credential_report::generate::{self, State};

use crate::call::{Call, Outcome};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let state = generate::run(call.service, call.caller).await?;
    Ok(call.result(|xml| match state {
        State::Started => {
            xml.text("State", "STARTED")
                .text("Description", "No report exists. Starting a new report generation task");
        }
        State::Complete => {
            xml.text("State", "COMPLETE");
        }
    }))
}
