//! ListGroupsForUser: the groups that a user is in.

use service::iam::groups::of_user;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (name, wanted) = call.read(|f| (f.text("UserName", &rules::USER_NAME), Wanted::read(f)))?;
    let paging = Paging::of(call, &[Some(&name)]);
    let page = paging.open(&wanted)?;
    let found = of_user::run(call.service, call.caller, &name, page).await?;
    Ok(call.result(|xml| {
        xml.list("Groups", &found.items, view::group);
        paging.close(xml, &found);
    }))
}
