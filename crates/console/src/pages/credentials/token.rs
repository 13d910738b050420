//! Assigning a hardware token from stock: its serial number and two codes.

use askama::Template;
use axum::extract::{RawQuery, State};
use identity::device::limits::DEVICES_PER_IDENTITY;
use service::devices::enable::Enabled;
use service::hardware_tokens::assign;
use service::{ServiceError, devices, session};

use super::enrol::after;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again, with_session};
use crate::view::{Section, Shell, address};
use crate::web::complaint::Complaint;
use crate::web::fields::Fields;
use crate::web::forms::{EnrolForm, SignedForm};
use crate::web::mendable::mendable;
use crate::web::refusal::at;
use crate::web::session::Enrolling;
use crate::web::state::Console;

/// Where a token is assigned.
pub(super) const TOKEN: &str = "/credentials/devices/token";

#[derive(Template)]
#[template(path = "credentials/token.html")]
struct TokenPage {
    shell: Shell,
    complaint: Complaint,
    name: String,
    serial: String,
    /// Devices in use already.
    others: usize,
    most: usize,
}

form_page!(TokenPage);

/// Returns the address at which a token gets this name.
pub(super) fn named(name: &str) -> String {
    address(TOKEN, &[("name", name)])
}

pub(super) async fn show(
    State(console): State<Console>,
    Enrolling(signed_in): Enrolling,
    RawQuery(raw): RawQuery,
) -> Answer {
    let query = Fields::parse(raw.unwrap_or_default().as_bytes())?;
    let (svc, caller, name) = (console.service(), &signed_in.caller, query.text("name"));
    session::confirm::require(svc, caller).await.map_err(|error| at(error, &named(name)))?;
    render(&TokenPage {
        shell: Shell::of(&signed_in, Section::Credentials),
        complaint: Complaint::default(),
        name: name.to_owned(),
        serial: String::new(),
        others: devices::list::run(svc, caller, caller.identity()).await?.len(),
        most: DEVICES_PER_IDENTITY,
    })
}

pub(super) async fn take(State(console): State<Console>, EnrolForm(form): EnrolForm) -> Answer {
    let error = match assign_with(&console, &form).await {
        Ok(enabled) => {
            return Ok(with_session(go(&after(enabled.devices))?, &console, &enabled.session));
        }
        Err(error) => error,
    };
    let (svc, caller, name) = (console.service(), &form.caller, form.fields.text("name"));
    let complaint = mendable(error, &named(name))?;
    show_again(&TokenPage {
        shell: Shell::new(caller, &form.form_token, Section::Credentials),
        complaint,
        name: name.to_owned(),
        serial: form.fields.text("serial").to_owned(),
        others: devices::list::run(svc, caller, caller.identity()).await?.len(),
        most: DEVICES_PER_IDENTITY,
    })
}

async fn assign_with(console: &Console, form: &SignedForm) -> Result<Enabled, ServiceError> {
    let (first, second) = form.fields.pair()?;
    let (serial, name) = (form.fields.text("serial"), form.fields.text("name"));
    let command =
        assign::Assign { serial: serial.to_owned(), name: name.to_owned(), first, second };
    assign::run(console.service(), &form.caller, command).await
}
