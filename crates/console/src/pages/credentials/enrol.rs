//! Assigning a device: its name and kind, then, for an authenticator app, its QR code
//! and two codes, and after the first device the way to the second.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use identity::device::limits::DEVICES_PER_IDENTITY;
use identity::device::suggested_name;
use identity::names::{DeviceName, SerialNumber};
use service::devices::list::Listed;
use service::devices::unconfirmed::Unconfirmed;
use service::devices::{self, enable};
use service::users::reset::{self, Taken};
use service::{Caller, ServiceError, recovery_codes, session};

use super::{OVERVIEW, device_page, token};
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show, show_again, with_session};
use crate::pages::device::serial_of;
use crate::pages::passkey;
use crate::qr;
use crate::view::{Moment, Section, Shell, segment};
use crate::web::complaint::Complaint;
use crate::web::forms::{EnrolForm, SignedForm};
use crate::web::mendable::mendable;
use crate::web::refusal::at;
use crate::web::session::{Enrolling, SignedIn};
use crate::web::state::Console;

/// Where a device is named.
const NEW: &str = "/credentials/devices/new";

/// The first page: kind and name.
#[derive(Template)]
#[template(path = "credentials/new.html")]
struct NamePage {
    shell: Shell,
    complaint: Complaint,
    /// Who took the caller's devices away, whether all at once, and when, if that is why
    /// one comes first.
    taken: Option<(String, bool, Moment)>,
    name: String,
    kind: Kind,
    /// Where passkeys work; empty where they do not.
    origin: String,
    /// Whether they work at the address of this page.
    passkeys_here: bool,
    /// Devices in use already.
    others: usize,
    most: usize,
}

form_page!(NamePage);

/// Is a kind of device, as chosen in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Passkey,
    App,
    Token,
}

impl Kind {
    /// Returns the kind that is chosen beforehand: the one that cannot be phished,
    /// where it works.
    fn proposed(passkeys_here: bool) -> Self {
        if passkeys_here { Self::Passkey } else { Self::App }
    }
}

pub(super) async fn show_name(
    State(console): State<Console>,
    headers: HeaderMap,
    Enrolling(signed_in): Enrolling,
) -> Answer {
    let (svc, caller) = (console.service(), &signed_in.caller);
    session::confirm::require(svc, caller).await.map_err(|error| at(error, NEW))?;
    let own = devices::list::run(svc, caller, caller.identity()).await?;
    let passkeys_here = passkey::usable_here(&console, &headers);
    show(&NamePage {
        shell: Shell::of(&signed_in, Section::Credentials),
        complaint: Complaint::default(),
        taken: taken_from(&console, caller).await?,
        name: suggestion(caller, &own),
        kind: Kind::proposed(passkeys_here),
        origin: passkey::origin(&console),
        passkeys_here,
        others: own.len(),
        most: DEVICES_PER_IDENTITY,
    })
}

/// Returns who took the caller's devices away, whether by a reset, and when, if that is
/// why a device comes first.
async fn taken_from(
    console: &Console,
    caller: &Caller,
) -> Result<Option<(String, bool, Moment)>, ServiceError> {
    if !caller.enrols_first() {
        return Ok(None);
    }
    let now = console.service().now();
    let found = reset::own(console.service(), caller).await?;
    Ok(found.map(|one| (one.by, one.taken == Taken::Everything, Moment::new(one.at, now))))
}

/// Proposes a name that no device has, nor had when it was assigned: serial
/// numbers are made from names and stay.
fn suggestion(caller: &Caller, own: &[Listed]) -> String {
    let names = own.iter().map(|device| device.name.as_str());
    let serials = own.iter().filter_map(|device| device.serial.as_str().rsplit('/').next());
    let taken: Vec<DeviceName> =
        names.chain(serials).filter_map(|name| DeviceName::parse(name).ok()).collect();
    suggested_name(caller.name(), &taken)
}

pub(super) async fn take_name(
    State(console): State<Console>,
    headers: HeaderMap,
    EnrolForm(form): EnrolForm,
) -> Answer {
    let (svc, caller) = (console.service(), &form.caller);
    let name = form.fields.text("name");
    let kind = match form.fields.text("kind") {
        "passkey" => Kind::Passkey,
        "token" => Kind::Token,
        _ => Kind::App,
    };
    let begun = match kind {
        Kind::Token => return go(&token::named(name)),
        Kind::Passkey => devices::begin::passkey(svc, caller, name).await,
        Kind::App => devices::begin::run(svc, caller, name).await,
    };
    let error = match (begun, kind) {
        (Ok(serial), Kind::Passkey) => return go(&device_page(&serial, "passkey")),
        (Ok(serial), _) => return go(&device_page(&serial, "confirm")),
        (Err(error), _) => error,
    };
    let complaint = mendable(error, NEW)?;
    let own = devices::list::run(svc, caller, caller.identity()).await?;
    show_again(&NamePage {
        shell: Shell::new(caller, &form.form_token, Section::Credentials),
        complaint,
        taken: taken_from(&console, caller).await?,
        name: name.to_owned(),
        kind,
        origin: passkey::origin(&console),
        passkeys_here: passkey::usable_here(&console, &headers),
        others: own.len(),
        most: DEVICES_PER_IDENTITY,
    })
}

/// The second page: the secret, and the two codes that prove that it arrived.
#[derive(Template)]
#[template(path = "credentials/codes.html")]
struct CodesPage {
    shell: Shell,
    complaint: Complaint,
    device: Unconfirmed,
    segment: String,
    qr: String,
    /// Devices in use already.
    others: usize,
    now: u64,
}

form_page!(CodesPage);

impl CodesPage {
    fn new(
        console: &Console,
        shell: Shell,
        complaint: Complaint,
        device: Unconfirmed,
    ) -> Result<Self, ServiceError> {
        Ok(Self {
            shell,
            complaint,
            qr: qr::svg(&device.uri, "QR code with the secret for the authenticator app")?,
            segment: segment(device.serial.as_str()),
            others: device.others,
            device,
            now: console.service().now().unix_seconds(),
        })
    }

    /// Returns the secret without blanks, for copying.
    fn secret_in_one(&self) -> String {
        self.device.secret.split_whitespace().collect()
    }
}

pub(super) async fn show_codes(
    State(console): State<Console>,
    Enrolling(signed_in): Enrolling,
    Path(serial): Path<String>,
) -> Answer {
    let serial = serial_of(&serial)?;
    let here = device_page(&serial, "confirm");
    let device = devices::unconfirmed::run(console.service(), &signed_in.caller, &serial).await;
    let device = device.map_err(|error| at(error, &here))?;
    let shell = Shell::of(&signed_in, Section::Credentials);
    show(&CodesPage::new(&console, shell, Complaint::default(), device)?)
}

pub(super) async fn take_codes(
    State(console): State<Console>,
    Path(serial): Path<String>,
    EnrolForm(form): EnrolForm,
) -> Answer {
    let serial = serial_of(&serial)?;
    let svc = console.service();
    let here = device_page(&serial, "confirm");
    let error = match enable_with(&console, &form, &serial).await {
        Ok(enabled) => {
            let next = after(enabled.devices);
            return Ok(with_session(go(&next)?, &console, &enabled.session));
        }
        Err(error) => error,
    };
    let complaint = mendable(error, &here)?;
    let device = devices::unconfirmed::run(svc, &form.caller, &serial).await;
    let device = device.map_err(|error| at(error, &here))?;
    let shell = Shell::new(&form.caller, &form.form_token, Section::Credentials);
    show_again(&CodesPage::new(&console, shell, complaint, device)?)
}

/// Returns where to go on after a device was put into use: `devices` are in use now.
pub(super) fn after(devices: usize) -> String {
    match devices {
        1 => "/credentials/devices/second".to_owned(),
        2 => Done::SecondDevice.at(OVERVIEW),
        _ => Done::DeviceAssigned.at(OVERVIEW),
    }
}

async fn enable_with(
    console: &Console,
    form: &SignedForm,
    serial: &SerialNumber,
) -> Result<enable::Enabled, ServiceError> {
    let (first, second) = form.fields.pair()?;
    let command = enable::Enable { serial: serial.clone(), first, second };
    enable::run(console.service(), &form.caller, command).await
}

pub(super) async fn cancel(
    State(console): State<Console>,
    Path(serial): Path<String>,
    EnrolForm(form): EnrolForm,
) -> Answer {
    let serial = serial_of(&serial)?;
    devices::cancel::run(console.service(), &form.caller, &serial).await?;
    go(&Done::EnrolmentCancelled.at(OVERVIEW))
}

/// The page between the first device and the second.
#[derive(Template)]
#[template(path = "credentials/second.html")]
struct SecondPage {
    shell: Shell,
    device: String,
    others: usize,
    /// Whether recovery codes are a second way in already.
    codes: bool,
}

pub(super) async fn show_second(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    let caller = &signed_in.caller;
    let own = devices::list::run(console.service(), caller, caller.identity()).await?;
    let usable: Vec<_> = own.iter().filter(|device| device.barred.is_none()).collect();
    match usable.as_slice() {
        [only] => show(&SecondPage {
            shell: Shell::of(&signed_in, Section::Credentials),
            device: only.name.clone(),
            others: 1,
            codes: recovery_codes::state::run(console.service(), caller).await?.left() > 0,
        }),
        _ => go(OVERVIEW),
    }
}
