//! ListVirtualMFADevices: the account's virtual devices, in use or not.

use service::mfa::list_virtual::{self, Assignment};

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::view;

const WORDS: [(&str, (&str, Assignment)); 3] = [
    ("Assigned", ("Assigned", Assignment::Assigned)),
    ("Unassigned", ("Unassigned", Assignment::Unassigned)),
    ("Any", ("Any", Assignment::Any)),
];

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (word, wanted) =
        call.read(|f| (f.optional_word("AssignmentStatus", &WORDS), Wanted::read(f)))?;
    let (word, assignment) = word.unwrap_or(("Any", Assignment::Any));
    let paging = Paging::of(call, &[Some(word)]);
    let page = paging.open(&wanted)?;
    let found = list_virtual::run(call.service, call.caller, assignment, page).await?;
    Ok(call.result(|xml| {
        xml.list("VirtualMFADevices", &found.items, |xml, device| {
            xml.text("SerialNumber", &device.serial);
            if let Some(user) = &device.user {
                xml.element("User", |xml| view::listed_user(xml, &user.line()));
            }
            if let Some(at) = device.enabled {
                xml.time("EnableDate", view::moment(at));
            }
        });
        paging.close(xml, &found);
    }))
}
