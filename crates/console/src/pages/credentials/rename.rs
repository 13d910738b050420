//! Renaming a device.

use askama::Template;
use axum::extract::{Path, State};
use service::{Caller, devices};

use super::{OVERVIEW, device_page};
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::pages::device::{DeviceView, find, serial_of};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::Refusal;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "credentials/rename.html")]
struct RenamePage {
    shell: Shell,
    complaint: Complaint,
    device: DeviceView,
    name: String,
}

form_page!(RenamePage);

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(serial): Path<String>,
) -> Answer {
    let device = own_device(&console, &signed_in.caller, &serial).await?;
    render(&RenamePage {
        shell: Shell::of(&signed_in, Section::Credentials),
        complaint: Complaint::default(),
        name: device.name.clone(),
        device,
    })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(text): Path<String>,
    form: SignedForm,
) -> Answer {
    let serial = serial_of(&text)?;
    let name = form.fields.text("name");
    let error = match devices::rename::run(console.service(), &form.caller, &serial, name).await {
        Ok(()) => return go(&Done::DeviceRenamed.at(OVERVIEW)),
        Err(error) => error,
    };
    render_again(&console, &form, &text, mendable(error, &device_page(&serial, "rename"))?).await
}

async fn render_again(
    console: &Console,
    form: &SignedForm,
    serial: &str,
    complaint: Complaint,
) -> Answer {
    show_again(&RenamePage {
        shell: Shell::new(&form.caller, &form.form_token, Section::Credentials),
        complaint,
        device: own_device(console, &form.caller, serial).await?,
        name: form.fields.text("name").to_owned(),
    })
}

/// Returns one of the caller's own devices.
pub(super) async fn own_device(
    console: &Console,
    caller: &Caller,
    serial: &str,
) -> Result<DeviceView, Refusal> {
    let svc = console.service();
    let own = devices::list::run(svc, caller, caller.identity()).await?;
    Ok(DeviceView::new(find(&own, &serial_of(serial)?)?, svc.now()))
}
