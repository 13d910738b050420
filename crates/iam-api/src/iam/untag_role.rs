//! UntagRole: removes a role's tags.

use service::iam::tags::{Tagged, untag};

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (on, keys) =
        call.read(|f| (Tagged::Role(f.text("RoleName", &rules::ROLE_NAME)), rules::tag_keys(f)))?;
    untag::run(call.service, call.caller, on, keys).await?;
    Ok(call.done())
}
