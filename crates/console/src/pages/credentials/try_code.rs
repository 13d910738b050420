//! Trying a device before it is needed, and finding out which one a code or an answer
//! came from.

use askama::Template;
use axum::extract::{Path, State};
use service::ServiceError;
use service::devices::try_code;

use super::device_page;
use super::rename::own_device;
use crate::pages::answer::{Answer, form_page, show as render, show_again, with_session};
use crate::pages::device::{DeviceView, serial_of};
use crate::pages::passkey;
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::asks_for_resync;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "credentials/try.html")]
struct TryPage {
    shell: Shell,
    complaint: Complaint,
    offer_resync: bool,
    device: DeviceView,
    origin: String,
    now: u64,
}

form_page!(TryPage);

impl TryPage {
    fn action(&self) -> String {
        format!("/credentials/devices/{}/try", self.device.segment)
    }
}

/// Which device it was.
#[derive(Template)]
#[template(path = "credentials/tried.html")]
struct TriedPage {
    shell: Shell,
    device: DeviceView,
    answered: String,
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(serial): Path<String>,
) -> Answer {
    render(&TryPage {
        shell: Shell::of(&signed_in, Section::Credentials),
        complaint: Complaint::default(),
        offer_resync: false,
        device: own_device(&console, &signed_in.caller, &serial).await?,
        origin: passkey::origin(&console),
        now: console.service().now().unix_seconds(),
    })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(text): Path<String>,
    form: SignedForm,
) -> Answer {
    let serial = serial_of(&text)?;
    let device = own_device(&console, &form.caller, &text).await?;
    let shell = Shell::new(&form.caller, &form.form_token, Section::Credentials);
    let error = match try_it(&console, &form).await {
        Ok(tried) => {
            let page = TriedPage { shell, device, answered: tried.device };
            return Ok(with_session(render(&page)?, &console, &tried.session));
        }
        Err(error) => error,
    };
    show_again(&TryPage {
        shell,
        offer_resync: asks_for_resync(&error),
        complaint: mendable(error, &device_page(&serial, "try"))?,
        device,
        origin: passkey::origin(&console),
        now: console.service().now().unix_seconds(),
    })
}

async fn try_it(console: &Console, form: &SignedForm) -> Result<try_code::Tried, ServiceError> {
    try_code::run(console.service(), &form.caller, passkey::proof(&form.fields)?).await
}
