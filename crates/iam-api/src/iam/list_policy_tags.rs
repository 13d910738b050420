//! ListPolicyTags: a policy's tags, by their keys.

use service::iam::tags::{Tagged, list};

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (name, wanted) = call.read(|f| (f.text("PolicyArn", &rules::ARN), Wanted::read(f)))?;
    let paging = Paging::of(call, &[Some(&name)]);
    let page = paging.open(&wanted)?;
    let found = list::run(call.service, call.caller, Tagged::Policy(name.clone()), page).await?;
    Ok(call.result(|xml| {
        xml.list("Tags", &found.items, view::tag);
        paging.close(xml, &found);
    }))
}
