//! GetGroupPolicy: an inline policy of a group, byte for byte as it was put.

use service::iam::Holder;
use service::iam::inline::get;

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (holder, name) = call.read(|f| {
        (
            Holder::Group(f.text("GroupName", &rules::GROUP_NAME)),
            f.text("PolicyName", &rules::POLICY_NAME),
        )
    })?;
    let found = get::run(call.service, call.caller, holder, &name).await?;
    Ok(call.result(|xml| {
        xml.text("GroupName", &found.holder).text("PolicyName", &found.name);
        view::document(xml, "PolicyDocument", &found.document);
    }))
}
