//! The session after a recovery: new devices in, lost devices out, and no rest
//! before there are two ways in.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use service::recovery::repair;
use service::{Caller, ServiceError};

use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::pages::device::{DeviceView, find, serial_of};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::refusal::Refusal;
use crate::web::session::{REPAIR, SignedIn};
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "recovery/repair.html")]
struct RepairPage {
    shell: Shell,
    new: Vec<DeviceView>,
    lost: Vec<DeviceView>,
    /// How many ways in are known to work.
    ways: usize,
    /// Unused codes of a sheet from before.
    lost_codes: Option<usize>,
    /// Unused codes of a sheet that was made since.
    new_codes: Option<usize>,
}

/// Asks whether to remove a device that is lost.
#[derive(Template)]
#[template(path = "recovery/remove.html")]
struct RemovePage {
    shell: Shell,
    device: DeviceView,
    complaint: Complaint,
}

form_page!(RemovePage);

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    if !signed_in.caller.is_repairing() {
        return go("/credentials");
    }
    let found = repair::view(console.service(), &signed_in.caller).await?;
    let now = console.service().now();
    render(&RepairPage {
        shell: Shell::of(&signed_in, Section::Between).after(&query),
        ways: found.ways(),
        lost_codes: found.lost_codes.map(|set| set.left),
        new_codes: found.new_codes.map(|set| set.left),
        new: DeviceView::all(&found.new, now),
        lost: DeviceView::all(&found.lost, now),
    })
}

async fn asked(
    console: &Console,
    caller: &Caller,
    form_token: &str,
    serial: &str,
) -> Result<RemovePage, Refusal> {
    let found = repair::view(console.service(), caller).await?;
    let all: Vec<_> = found.lost.into_iter().chain(found.new).collect();
    let device = find(&all, &serial_of(serial)?)?;
    Ok(RemovePage {
        shell: Shell::new(caller, form_token, Section::Between),
        device: DeviceView::new(device, console.service().now()),
        complaint: Complaint::default(),
    })
}

pub(super) async fn show_remove(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(serial): Path<String>,
) -> Answer {
    render(&asked(&console, &signed_in.caller, &signed_in.form_token, &serial).await?)
}

pub(super) async fn remove(
    State(console): State<Console>,
    Path(serial): Path<String>,
    form: SignedForm,
) -> Answer {
    match repair::remove(console.service(), &form.caller, &serial_of(&serial)?).await {
        Ok(_) => go(&Done::LostDeviceRemoved.at(REPAIR)),
        Err(error @ ServiceError::Invalid { .. }) => {
            let page = asked(&console, &form.caller, &form.form_token, &serial).await?;
            show_again(&RemovePage { complaint: Complaint::at("", &error), ..page })
        }
        Err(other) => Err(other.into()),
    }
}
