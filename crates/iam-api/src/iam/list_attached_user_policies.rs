//! ListAttachedUserPolicies: the managed policies of a user.

use service::iam::Holder;
use service::iam::attachments::list;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (name, prefix, wanted) = call.read(|f| {
        (
            f.text("UserName", &rules::USER_NAME),
            f.optional_text("PathPrefix", &rules::POLICY_PATH),
            Wanted::read(f),
        )
    })?;
    let paging = Paging::of(call, &[Some(&name), prefix.as_deref()]);
    let page = paging.open(&wanted)?;
    let holder = Holder::User(name.clone());
    let found = list::run(call.service, call.caller, holder, prefix.as_deref(), page).await?;
    Ok(call.result(|xml| {
        xml.list("AttachedPolicies", &found.items, view::attached);
        paging.close(xml, &found);
    }))
}
