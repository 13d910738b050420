//! GetPolicy: a managed policy, without its document.

use service::iam::policies::get;

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let arn = call.read(|f| f.text("PolicyArn", &rules::ARN))?;
    let policy = get::run(call.service, call.caller, &arn).await?;
    Ok(call.result(|xml| {
        xml.element("Policy", |xml| view::policy(xml, &policy));
    }))
}
