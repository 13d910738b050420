//! ListAccessKeys: the keys of a user, or of the caller.

use service::access_keys::list;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::rules::USER_NAME;
use crate::view::moment;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (user, wanted) =
        call.read(|f| (f.optional_text("UserName", &USER_NAME), Wanted::read(f)))?;
    let paging = Paging::of(call, &[user.as_deref()]);
    let page = paging.open(&wanted)?;
    let found = list::run(call.service, call.caller, user.as_deref(), page).await?;
    Ok(call.result(|xml| {
        xml.list("AccessKeyMetadata", &found.items, |xml, key| {
            xml.maybe("UserName", key.user_name.as_deref())
                .text("AccessKeyId", &key.access_key_id)
                .text("Status", if key.active { "Active" } else { "Inactive" })
                .time("CreateDate", moment(key.created));
        });
        paging.close(xml, &found);
    }))
}
