//! DeleteAccountAlias: only the number to sign in with.

use service::iam::account::delete_alias;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let alias = call.read(|f| f.text("AccountAlias", &rules::ALIAS))?;
    delete_alias::run(call.service, call.caller, &alias).await?;
    Ok(call.done())
}
