//! GetRole: a role, all that is known.

use service::iam::roles::get;

use crate::call::{Call, Outcome};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let name = call.read(|f| f.text("RoleName", &rules::ROLE_NAME))?;
    let role = get::run(call.service, call.caller, &name).await?;
    Ok(call.result(|xml| {
        xml.element("Role", |xml| view::role(xml, &role));
    }))
}
