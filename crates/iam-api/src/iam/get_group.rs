//! GetGroup: a group and its members.

use service::iam::groups::get;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (name, wanted) =
        call.read(|f| (f.text("GroupName", &rules::GROUP_NAME), Wanted::read(f)))?;
    let paging = Paging::of(call, &[Some(&name)]);
    let page = paging.open(&wanted)?;
    let (group, members) = get::run(call.service, call.caller, &name, page).await?;
    Ok(call.result(|xml| {
        xml.element("Group", |xml| view::group(xml, &group));
        xml.list("Users", &members.items, |xml, user| view::listed_user(xml, &user.line()));
        paging.close(xml, &members);
    }))
}
