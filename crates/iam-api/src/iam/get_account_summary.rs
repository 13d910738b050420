//! GetAccountSummary: numbers and quotas.

use service::iam::account::summary;

use crate::call::{Call, Outcome};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let numbers = summary::run(call.service, call.caller).await?;
    Ok(call.result(|xml| {
        xml.map("SummaryMap", numbers.iter().map(|(key, value)| (*key, value.to_string())));
    }))
}
