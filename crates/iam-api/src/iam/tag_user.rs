//! TagUser: adds or replaces a user's tags.

use service::iam::tags::{Tagged, tag};

use crate::call::{Call, Outcome};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (on, tags) = call.read(|f| {
        f.require_list("Tags");
        (Tagged::User(f.text("UserName", &rules::USER_NAME)), rules::tags(f))
    })?;
    tag::run(call.service, call.caller, on, tags).await?;
    Ok(call.done())
}
