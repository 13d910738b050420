//! A device that is lost: suspended at once with the password, or removed for good
//! by who has signed in another way; and accepted again when it turns up.

use askama::Template;
use axum::extract::{Path, State};
use identity::names::SerialNumber;
use service::devices::{self, report_lost, suspend};
use service::{Caller, recovery_codes, session};

use super::{OVERVIEW, device_page};
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::pages::device::{DeviceView, find, serial_of};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::{Refusal, at};
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "credentials/lost.html")]
struct LostPage {
    shell: Shell,
    complaint: Complaint,
    device: DeviceView,
    /// The names of the devices that still sign in.
    left: Vec<String>,
    codes: usize,
}

form_page!(LostPage);

impl LostPage {
    async fn new(
        console: &Console,
        caller: &Caller,
        form_token: &str,
        serial: &SerialNumber,
    ) -> Result<Self, Refusal> {
        let svc = console.service();
        let own = devices::list::run(svc, caller, caller.identity()).await?;
        let device = find(&own, serial)?;
        let others = own.iter().filter(|other| other.serial != device.serial);
        let left = others.filter(|other| other.barred.is_none());
        Ok(Self {
            shell: Shell::new(caller, form_token, Section::Credentials),
            complaint: Complaint::default(),
            device: DeviceView::new(device, svc.now()),
            left: left.map(|other| other.name.clone()).collect(),
            codes: recovery_codes::state::run(svc, caller).await?.left(),
        })
    }
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(serial): Path<String>,
) -> Answer {
    let serial = serial_of(&serial)?;
    render(&LostPage::new(&console, &signed_in.caller, &signed_in.form_token, &serial).await?)
}

pub(super) async fn remove(
    State(console): State<Console>,
    Path(serial): Path<String>,
    form: SignedForm,
) -> Answer {
    let serial = serial_of(&serial)?;
    let removed = report_lost::run(console.service(), &form.caller, &serial).await;
    removed.map_err(|error| at(error, &device_page(&serial, "lost")))?;
    go(&Done::DeviceLost.at(OVERVIEW))
}

pub(super) async fn suspend(
    State(console): State<Console>,
    Path(serial): Path<String>,
    form: SignedForm,
) -> Answer {
    let serial = serial_of(&serial)?;
    let password = form.fields.password("password");
    let suspended = suspend::own(console.service(), &form.caller, &serial, &password).await;
    let Err(error) = suspended else { return go(&Done::DeviceSuspended.at(OVERVIEW)) };
    let page = LostPage::new(&console, &form.caller, &form.form_token, &serial).await?;
    let complaint = mendable(error, &device_page(&serial, "lost"))?;
    show_again(&LostPage { complaint, ..page })
}

/// The page before a suspended device is accepted again.
#[derive(Template)]
#[template(path = "credentials/resume.html")]
struct ResumePage {
    shell: Shell,
    device: DeviceView,
}

pub(super) async fn show_resume(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(serial): Path<String>,
) -> Answer {
    let serial = serial_of(&serial)?;
    let (svc, caller) = (console.service(), &signed_in.caller);
    let fresh = session::confirm::require(svc, caller).await;
    fresh.map_err(|error| at(error, &device_page(&serial, "resume")))?;
    let own = devices::list::run(svc, caller, caller.identity()).await?;
    render(&ResumePage {
        shell: Shell::of(&signed_in, Section::Credentials),
        device: DeviceView::new(find(&own, &serial)?, svc.now()),
    })
}

pub(super) async fn resume(
    State(console): State<Console>,
    Path(serial): Path<String>,
    form: SignedForm,
) -> Answer {
    let serial = serial_of(&serial)?;
    let resumed = suspend::resume(console.service(), &form.caller, &serial).await;
    resumed.map_err(|error| at(error, &device_page(&serial, "resume")))?;
    go(&Done::DeviceResumed.at(OVERVIEW))
}
