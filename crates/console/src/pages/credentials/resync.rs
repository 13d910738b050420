//! Bringing a device whose clock is off back into step.

use askama::Template;
use axum::extract::{Path, State};
use identity::names::SerialNumber;
use service::ServiceError;
use service::devices::resync;

use super::device_page;
use super::rename::own_device;
use crate::pages::answer::{Answer, form_page, show as render, show_again};
use crate::pages::device::{DeviceView, clock_in_words, serial_of, wait_in_words};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "credentials/resync.html")]
struct ResyncPage {
    shell: Shell,
    complaint: Complaint,
    device: DeviceView,
    now: u64,
}

form_page!(ResyncPage);

/// What was learned: by how much the clock is off.
#[derive(Template)]
#[template(path = "credentials/resynced.html")]
struct ResyncedPage {
    shell: Shell,
    device: DeviceView,
    clock: Option<String>,
    /// After which a clock that is set right shows no code again that was used.
    wait: Option<String>,
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(serial): Path<String>,
) -> Answer {
    render(&ResyncPage {
        shell: Shell::of(&signed_in, Section::Credentials),
        complaint: Complaint::default(),
        device: own_device(&console, &signed_in.caller, &serial).await?,
        now: console.service().now().unix_seconds(),
    })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(text): Path<String>,
    form: SignedForm,
) -> Answer {
    let serial = serial_of(&text)?;
    let shell = Shell::new(&form.caller, &form.form_token, Section::Credentials);
    match learn(&console, &form, &serial).await {
        Ok(seconds) => render(&ResyncedPage {
            shell,
            device: own_device(&console, &form.caller, &text).await?,
            clock: clock_in_words(seconds),
            wait: wait_in_words(seconds),
        }),
        Err(error) => {
            let complaint = mendable(error, &device_page(&serial, "resync"))?;
            show_again(&ResyncPage {
                shell,
                complaint,
                device: own_device(&console, &form.caller, &text).await?,
                now: console.service().now().unix_seconds(),
            })
        }
    }
}

async fn learn(
    console: &Console,
    form: &SignedForm,
    serial: &SerialNumber,
) -> Result<i64, ServiceError> {
    let (first, second) = form.fields.pair()?;
    let command = resync::Resync { serial: serial.clone(), first, second };
    resync::run(console.service(), &form.caller, command).await
}
