//! Removing one of one's own devices, having been told what that means.

use askama::Template;
use axum::extract::{Path, State};
use identity::names::SerialNumber;
use service::access::Change;
use service::devices::{self, remove};
use service::passkeys::Ways;
use service::session::confirm;
use service::{Caller, ServiceError, recovery_codes};

use super::{OVERVIEW, device_page};
use crate::notice::Done;
use crate::pages::access::{Warnings, warnings};
use crate::pages::answer::{Answer, form_page, go, show as render, show_again, with_session};
use crate::pages::device::{DeviceView, find, serial_of};
use crate::pages::passkey;
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::{Refusal, asks_for_resync};
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "credentials/remove.html")]
struct RemovePage {
    shell: Shell,
    complaint: Complaint,
    offer_resync: bool,
    device: DeviceView,
    /// The names of the devices that stay.
    left: Vec<String>,
    /// Whether devices stay that are not accepted.
    refused: bool,
    /// Recovery codes that stay.
    codes: usize,
    /// What the graph says about it.
    warnings: Warnings,
    /// With what it can be proved.
    ways: Ways,
    origin: String,
    now: u64,
}

form_page!(RemovePage);

impl RemovePage {
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
        let (left, refused): (Vec<_>, Vec<_>) = others.partition(|other| other.barred.is_none());
        let warnings = warnings(console, caller, Change::Device(None, serial.clone())).await?;
        Ok(Self {
            shell: Shell::new(caller, form_token, Section::Credentials),
            complaint: Complaint::default(),
            offer_resync: false,
            warnings,
            device: DeviceView::new(device, svc.now()),
            left: left.iter().map(|other| other.name.clone()).collect(),
            refused: !refused.is_empty(),
            codes: recovery_codes::state::run(svc, caller).await?.left(),
            ways: confirm::ways(svc, caller).await?,
            origin: passkey::origin(console),
            now: svc.now().unix_seconds(),
        })
    }

    fn action(&self) -> String {
        format!("/credentials/devices/{}/remove", self.device.segment)
    }

    fn label(&self) -> String {
        format!("Remove {} with a passkey", self.device.name)
    }
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(serial): Path<String>,
) -> Answer {
    let serial = serial_of(&serial)?;
    render(&RemovePage::new(&console, &signed_in.caller, &signed_in.form_token, &serial).await?)
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(serial): Path<String>,
    form: SignedForm,
) -> Answer {
    let serial = serial_of(&serial)?;
    let error = match remove_own(&console, &form, &serial).await {
        Ok(removed) => {
            let answer = go(&Done::DeviceRemoved.at(OVERVIEW))?;
            return Ok(match &removed.session {
                Some(session) => with_session(answer, &console, session),
                None => answer,
            });
        }
        Err(error) => error,
    };
    let page = RemovePage::new(&console, &form.caller, &form.form_token, &serial).await?;
    show_again(&RemovePage {
        offer_resync: asks_for_resync(&error),
        complaint: mendable(error, &device_page(&serial, "remove"))?,
        ..page
    })
}

async fn remove_own(
    console: &Console,
    form: &SignedForm,
    serial: &SerialNumber,
) -> Result<remove::Removed, ServiceError> {
    let proof = passkey::proof(&form.fields)?;
    remove::own(console.service(), &form.caller, serial, proof).await
}
