//! CreateGroup: a group without members and policies.

use service::iam::groups::create;

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (name, path) = call.read(|f| {
        (f.text("GroupName", &rules::GROUP_NAME), f.optional_text("Path", &rules::PATH))
    })?;
    let group = create::run(call.service, call.caller, &name, path.as_deref()).await?;
    Ok(call.result(|xml| {
        xml.element("Group", |xml| view::group(xml, &group));
    }))
}
