//! DeletePolicy: a managed policy that nothing uses.

use service::iam::policies::delete;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let arn = call.read(|f| f.text("PolicyArn", &rules::ARN))?;
    delete::run(call.service, call.caller, &arn).await?;
    Ok(call.done())
}
