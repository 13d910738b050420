//! GetCallerIdentity: who the caller is. Nobody can be denied this.

use service::sts::get_caller_identity;

use crate::call::{Call, Outcome};

#[expect(clippy::unused_async, reason = "every action has the same form")]
pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let who = get_caller_identity::run(call.caller);
    Ok(call.result(|xml| {
        xml.text("UserId", &who.user_id).text("Account", &who.account).text("Arn", &who.arn);
    }))
}
