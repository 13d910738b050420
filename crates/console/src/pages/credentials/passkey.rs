//! Making a passkey: the second page of assigning one.

use askama::Template;
use axum::extract::{Path, State};
use service::passkeys::register::{self, Waiting};

use super::device_page;
use super::enrol::after;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::pages::device::serial_of;
use crate::pages::passkey;
use crate::view::{Section, Shell, segment};
use crate::web::complaint::Complaint;
use crate::web::forms::EnrolForm;
use crate::web::mendable::mendable;
use crate::web::refusal::at;
use crate::web::session::Enrolling;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "credentials/passkey.html")]
struct PasskeyPage {
    shell: Shell,
    complaint: Complaint,
    device: Waiting,
    segment: String,
    origin: String,
    /// Devices in use already.
    others: usize,
}

form_page!(PasskeyPage);

impl PasskeyPage {
    fn new(console: &Console, shell: Shell, complaint: Complaint, device: Waiting) -> Self {
        Self {
            shell,
            complaint,
            segment: segment(device.serial.as_str()),
            origin: passkey::origin(console),
            others: device.others,
            device,
        }
    }

    fn action(&self) -> String {
        format!("/credentials/devices/{}/passkey", self.segment)
    }

    fn begin(&self) -> String {
        format!("{}/begin", self.action())
    }
}

pub(super) async fn show(
    State(console): State<Console>,
    Enrolling(signed_in): Enrolling,
    Path(serial): Path<String>,
) -> Answer {
    let serial = serial_of(&serial)?;
    let here = device_page(&serial, "passkey");
    let device = register::waiting(console.service(), &signed_in.caller, &serial).await;
    let device = device.map_err(|error| at(error, &here))?;
    let shell = Shell::of(&signed_in, Section::Credentials);
    render(&PasskeyPage::new(&console, shell, Complaint::default(), device))
}

pub(super) async fn begin(
    State(console): State<Console>,
    Path(serial): Path<String>,
    EnrolForm(form): EnrolForm,
) -> Answer {
    let serial = serial_of(&serial)?;
    let here = device_page(&serial, "passkey");
    let options = register::begin(console.service(), &form.caller, &serial).await;
    Ok(passkey::options(options.map_err(|error| at(error, &here))?))
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(serial): Path<String>,
    EnrolForm(form): EnrolForm,
) -> Answer {
    let serial = serial_of(&serial)?;
    let (svc, here) = (console.service(), device_page(&serial, "passkey"));
    let answer = passkey::answer(&form.fields);
    let error = match register::finish(svc, &form.caller, &serial, &answer).await {
        Ok(registered) => return go(&after(registered.devices)),
        Err(error) => error,
    };
    let complaint = mendable(error, &here)?;
    let device = register::waiting(svc, &form.caller, &serial).await;
    let device = device.map_err(|error| at(error, &here))?;
    let shell = Shell::new(&form.caller, &form.form_token, Section::Credentials);
    show_again(&PasskeyPage::new(&console, shell, complaint.of_form(), device))
}
