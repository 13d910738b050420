//! ListUsers: the account's users, by path.

use service::iam::users::list;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (prefix, wanted) =
        call.read(|f| (f.optional_text("PathPrefix", &rules::PATH_PREFIX), Wanted::read(f)))?;
    let paging = Paging::of(call, &[prefix.as_deref()]);
    let page = paging.open(&wanted)?;
    let found = list::run(call.service, call.caller, prefix.as_deref(), page).await?;
    Ok(call.result(|xml| {
        xml.list("Users", &found.items, |xml, user| view::listed_user(xml, &user.line()));
        paging.close(xml, &found);
    }))
}
