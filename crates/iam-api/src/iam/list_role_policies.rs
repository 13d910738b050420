//! ListRolePolicies: the names of a role's inline policies.

use service::iam::Holder;
use service::iam::inline::list;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::rules;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (name, wanted) = call.read(|f| (f.text("RoleName", &rules::ROLE_NAME), Wanted::read(f)))?;
    let paging = Paging::of(call, &[Some(&name)]);
    let page = paging.open(&wanted)?;
    let found = list::run(call.service, call.caller, Holder::Role(name.clone()), page).await?;
    Ok(call.result(|xml| {
        xml.texts("PolicyNames", found.items.iter().map(String::as_str));
        paging.close(xml, &found);
    }))
}
