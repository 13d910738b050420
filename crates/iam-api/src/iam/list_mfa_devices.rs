//! ListMFADevices: the devices that a user, or the caller, has in use.

use service::mfa::list;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::{rules, view};

/// Stands where AWS's model wants a user's name and root has none.
pub(super) const ROOT: &str = "root";

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (user, wanted) =
        call.read(|f| (f.optional_text("UserName", &rules::USER_NAME), Wanted::read(f)))?;
    let paging = Paging::of(call, &[user.as_deref()]);
    let page = paging.open(&wanted)?;
    let found = list::run(call.service, call.caller, user.as_deref(), page).await?;
    Ok(call.result(|xml| {
        xml.list("MFADevices", &found.items, |xml, device| {
            xml.text("UserName", device.user_name.as_deref().unwrap_or(ROOT))
                .text("SerialNumber", &device.serial)
                .time("EnableDate", view::moment(device.enabled));
        });
        paging.close(xml, &found);
    }))
}
