//! Removing a device that a user has lost.

use askama::Template;
use axum::extract::{Path, State};
use service::access::Change;
use service::devices::remove;
use service::users::view;

use super::{Subject, user_page};
use crate::notice::Done;
use crate::pages::access::{Warnings, warnings};
use crate::pages::answer::{Answer, go, show as render};
use crate::pages::device::{DeviceView, find, serial_of};
use crate::view::{Shell, segment};
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "users/device_remove.html")]
struct RemovePage {
    shell: Shell,
    name: String,
    address: String,
    device: DeviceView,
    left: usize,
    /// Devices that stay as well, and are not accepted.
    refused: usize,
    /// Recovery codes that stay.
    codes: u64,
    console_password: bool,
    /// What the graph says about it.
    warnings: Warnings,
}

pub(super) async fn show(
    State(console): State<Console>,
    subject: Subject,
    Path((_, serial)): Path<(String, String)>,
) -> Answer {
    let (caller, user) = (&subject.signed_in.caller, &subject.user);
    let serial = serial_of(&serial)?;
    let device = DeviceView::new(find(&user.devices, &serial)?, console.service().now());
    let others = || user.devices.iter().filter(|other| other.serial != serial);
    let gone = Change::Device(Some(user.name.clone()), serial.clone());
    let warnings = warnings(&console, caller, gone).await?;
    render(&RemovePage {
        shell: subject.shell(),
        address: subject.address(),
        warnings,
        device,
        left: others().filter(|other| other.barred.is_none()).count(),
        refused: others().filter(|other| other.barred.is_some()).count(),
        codes: user.recovery_codes,
        console_password: user.console_password.is_some(),
        name: subject.user.name,
    })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path((name, serial)): Path<(String, String)>,
    form: SignedForm,
) -> Answer {
    let (svc, caller) = (console.service(), &form.caller);
    let serial = serial_of(&serial)?;
    let user = view::run(svc, caller, &name).await?;
    let address = user_page(&user.name);
    let here = format!("{address}/devices/{}/remove", segment(serial.as_str()));
    let removed = remove::of_user(svc, caller, &user.identity, &serial).await;
    removed.map_err(|error| at(error, &here))?;
    go(&Done::UserDeviceRemoved.at(&address))
}
