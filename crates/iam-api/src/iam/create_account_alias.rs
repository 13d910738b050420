//! CreateAccountAlias: a name to sign in with, instead of the number.

use service::iam::account::create_alias;

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let alias = call.read(|f| f.text("AccountAlias", &rules::ALIAS))?;
    create_alias::run(call.service, call.caller, &alias).await?;
    Ok(call.done())
}
