//! GenerateServiceLastAccessedDetails: a report on the last use of services.

use service::iam::last_accessed::generate;

use crate::call::{Call, Outcome};
use crate::rules;

/// How much is wanted. Actions are not followed one by one here.
const LEVELS: [(&str, ()); 2] = [("SERVICE_LEVEL", ()), ("ACTION_LEVEL", ())];

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let arn = call.read(|f| {
        f.optional_word("Granularity", &LEVELS);
        f.text("Arn", &rules::ARN)
    })?;
    let job = generate::run(call.service, call.caller, &arn).await?;
    Ok(call.result(|xml| {
        xml.text("JobId", &job);
    }))
}
