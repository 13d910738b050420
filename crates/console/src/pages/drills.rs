//! Practising the loss of a thing with all that is known to be on it, of a device, or
//! of the sheet of recovery codes.

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::routing::get;
use identity::drill::Thing;
use service::drills::{self, Ended, Last, Loss, Lost, OfThing, Practise, Practised, Shown, View};
use service::{Caller, FactorRefusal, Proof, ServiceError};

use super::answer::{Answer, form_page, show as render, show_again, with_session};
use super::device::{DeviceView, serial_of};
use super::passkey;
use crate::view::{Moment, Section, Shell, segment};
use crate::web::complaint::Complaint;
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::{Refusal, asks_for_resync};
use crate::web::session::SignedIn;
use crate::web::state::Console;

const LIST: &str = "/drills";
const CODES: &str = "/drills/recovery-codes";

pub(super) fn routes() -> Router<Console> {
    Router::new()
        .route(LIST, get(list))
        .route("/drills/things/{name}", get(show_thing).post(take_thing))
        .route("/drills/devices/{serial}", get(show_device).post(take_device))
        .route(CODES, get(show_codes).post(take_codes))
}

#[derive(Template)]
#[template(path = "drills/list.html")]
struct ListPage {
    shell: Shell,
    /// The things that something is known to be on.
    things: Vec<ThingLine>,
    /// The devices of which it is not known on which one thing they are.
    devices: Vec<DeviceLine>,
    codes: u64,
    codes_on: Option<String>,
    codes_last: Option<LastView>,
    due: bool,
}

impl ListPage {
    /// Says whether there is nothing at all whose loss could be practised.
    fn is_empty(&self) -> bool {
        self.things.is_empty() && self.devices.is_empty() && self.codes == 0
    }
}

struct ThingLine {
    name: String,
    address: String,
    /// What is on it.
    holds: String,
    last: Option<LastView>,
}

struct DeviceLine {
    device: DeviceView,
    last: Option<LastView>,
}

/// Is the last drill, in words.
struct LastView {
    way: String,
    at: Moment,
    old: bool,
}

async fn list(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    let svc = console.service();
    let view = drills::view(svc, &signed_in.caller).await?;
    let now = svc.now();
    let last = |last: Option<&Last>| {
        last.map(|last| LastView {
            way: last.way.clone().unwrap_or_else(|| "a recovery code".to_owned()),
            at: Moment::new(last.at, now),
            old: last.old,
        })
    };
    let line = |one: &Practised| DeviceLine {
        device: DeviceView::new(&one.device, now),
        last: last(one.last.as_ref()),
    };
    let thing = |one: &OfThing| ThingLine {
        name: one.name.clone(),
        address: address_of(&Lost::Named(one.name.clone())),
        holds: joined(&names_of(&view, &one.loss)),
        last: last(one.last.as_ref()),
    };
    render(&ListPage {
        shell: Shell::of(&signed_in, Section::Credentials),
        due: view.is_due(),
        things: view.things.iter().map(thing).collect(),
        devices: view.devices.iter().filter(|one| one.on.is_none()).map(line).collect(),
        codes: view.codes,
        codes_on: view.codes_on.clone(),
        codes_last: last(view.codes_last.as_ref()),
    })
}

/// Names what is gone with a loss.
fn names_of(view: &View, loss: &Loss) -> Vec<String> {
    let name = |entry: &Thing| match entry {
        Thing::RecoveryCodes => Some("the recovery codes".to_owned()),
        Thing::Device(serial) => {
            let device = view.devices.iter().find(|one| one.device.serial == *serial);
            device.map(|one| one.device.name.clone())
        }
    };
    let mut names: Vec<String> = loss.entries.iter().filter_map(name).collect();
    names.extend(loss.password.then(|| "your password".to_owned()));
    names
}

fn joined(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// Is what is shown behind the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Code,
    Passkey,
    RecoveryCode,
    /// There is nothing to show.
    Nothing,
}

#[derive(Template)]
#[template(path = "drills/practise.html")]
struct PractisePage {
    shell: Shell,
    complaint: Complaint,
    offer_resync: bool,
    /// What is lost, as is pretended: a thing's or a device's name, or nothing for the
    /// codes.
    device: Option<String>,
    /// What is on that thing, where it is one.
    holds: Option<String>,
    /// Whether the password is kept there and nowhere else.
    password_lost: bool,
    /// The page's own address.
    here: String,
    how: How,
    /// The names of the other devices that show codes.
    codes_of: Vec<String>,
    /// The names of the other passkeys.
    passkeys: Vec<String>,
    /// Recovery codes that are left, where they are not what is lost.
    sheet: u64,
    origin: String,
    now: u64,
}

form_page!(PractisePage);

impl PractisePage {
    fn new(
        console: &Console,
        (caller, form_token): (&Caller, &str),
        view: &View,
        lost: &Lost,
        wanted: &str,
    ) -> Result<Self, Refusal> {
        let loss = loss_of(view, lost)?;
        let gone = |entry: &Thing| loss.entries.contains(entry);
        let is_lost = |one: &&Practised| gone(&Thing::Device(one.device.serial.clone()));
        let named = view.devices.iter().find(is_lost).map(|one| one.device.name.clone());
        let holds = loss.thing.as_ref().map(|_| joined(&names_of(view, &loss)));
        let device = loss.thing.clone().or(named);
        let names = |passkeys: bool| -> Vec<String> {
            let others = view.devices.iter().filter(|one| !is_lost(one)).map(|one| &one.device);
            others
                .filter(|device| device.passkey.is_some() == passkeys)
                .map(|device| device.name.clone())
                .collect()
        };
        let (codes_of, passkeys) = (names(false), names(true));
        let sheet = if gone(&Thing::RecoveryCodes) { 0 } else { view.codes };
        let how = match wanted {
            _ if loss.password => How::Nothing,
            "recovery-code" if sheet > 0 => How::RecoveryCode,
            "passkey" if !passkeys.is_empty() => How::Passkey,
            _ if !codes_of.is_empty() => How::Code,
            _ if !passkeys.is_empty() => How::Passkey,
            _ if sheet > 0 => How::RecoveryCode,
            _ => How::Nothing,
        };
        Ok(Self {
            shell: Shell::new(caller, form_token, Section::Credentials),
            complaint: Complaint::default(),
            offer_resync: false,
            device,
            holds,
            password_lost: loss.password,
            here: address_of(lost),
            how,
            codes_of,
            passkeys,
            sheet,
            origin: passkey::origin(console),
            now: console.service().now().unix_seconds(),
        })
    }
}

impl PractisePage {
    /// Says where the code is to be read.
    fn code_hint(&self) -> String {
        format!("From {}. Every code works once.", self.codes_of.join(" or "))
    }
}

#[derive(Template)]
#[template(path = "drills/ended.html")]
struct EndedPage {
    shell: Shell,
    device: Option<String>,
    holds: Option<String>,
    here: String,
    way: Option<String>,
    was_lost: bool,
}

async fn show_device(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(serial): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    show(&console, &signed_in, &Lost::Entry(Thing::Device(serial_of(&serial)?)), query).await
}

async fn show_codes(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    show(&console, &signed_in, &Lost::Entry(Thing::RecoveryCodes), query).await
}

async fn show_thing(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    show(&console, &signed_in, &Lost::Named(name), query).await
}

async fn show(
    console: &Console,
    signed_in: &SignedIn,
    lost: &Lost,
    query: Option<String>,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let view = drills::view(console.service(), &signed_in.caller).await?;
    let who = (&signed_in.caller, &*signed_in.form_token);
    render(&PractisePage::new(console, who, &view, lost, query.text("how"))?)
}

async fn take_device(
    State(console): State<Console>,
    Path(serial): Path<String>,
    form: SignedForm,
) -> Answer {
    take(&console, Lost::Entry(Thing::Device(serial_of(&serial)?)), form).await
}

async fn take_codes(State(console): State<Console>, form: SignedForm) -> Answer {
    take(&console, Lost::Entry(Thing::RecoveryCodes), form).await
}

async fn take_thing(
    State(console): State<Console>,
    Path(name): Path<String>,
    form: SignedForm,
) -> Answer {
    take(&console, Lost::Named(name), form).await
}

/// Finds what is gone with a loss, as the list has it.
fn loss_of(view: &View, lost: &Lost) -> Result<Loss, ServiceError> {
    let of_thing = |name: &str| {
        let name = name.to_lowercase();
        view.things.iter().find(|one| one.name.to_lowercase() == name).map(|one| one.loss.clone())
    };
    let alone = |entry: &Thing| Loss { entries: vec![entry.clone()], ..Loss::default() };
    let found = match lost {
        Lost::Named(name) => of_thing(name),
        Lost::Entry(Thing::RecoveryCodes) if view.codes == 0 => None,
        Lost::Entry(entry @ Thing::RecoveryCodes) => match &view.codes_on {
            Some(name) => of_thing(name),
            None => Some(alone(entry)),
        },
        Lost::Entry(entry @ Thing::Device(serial)) => {
            let device = view.devices.iter().find(|one| one.device.serial == *serial);
            device.and_then(|one| match &one.on {
                Some(name) => of_thing(name),
                None => Some(alone(entry)),
            })
        }
    };
    found.ok_or(ServiceError::NotFound("device"))
}

async fn take(console: &Console, lost: Lost, form: SignedForm) -> Answer {
    let view = drills::view(console.service(), &form.caller).await?;
    let who = (&form.caller, &*form.form_token);
    let page = PractisePage::new(console, who, &view, &lost, form.fields.text("how"))?;
    let error = match practise(console, &form, lost).await {
        Ok(Ended { way, was_lost, session }) => {
            let PractisePage { shell, device, holds, here, .. } = page;
            let ended = EndedPage { shell, device, holds, here, way, was_lost };
            return Ok(with_session(render(&ended)?, console, &session));
        }
        Err(error) => error,
    };
    let offer_resync = asks_for_resync(&error);
    let complaint = match &error {
        ServiceError::Factor(FactorRefusal::RecoveryCode { .. }) => {
            Complaint::at("recovery_code", &error)
        }
        ServiceError::Factor(_) if page.how == How::Code => Complaint::at("code", &error),
        _ => mendable(error, &page.here)?,
    };
    show_again(&PractisePage { complaint, offer_resync, ..page })
}

async fn practise(console: &Console, form: &SignedForm, lost: Lost) -> Result<Ended, ServiceError> {
    let fields = &form.fields;
    let shown = match fields.text("how") {
        "recovery-code" => Shown::RecoveryCode(fields.recovery_code("recovery_code")?),
        "passkey" => Shown::Factor(Proof::Passkey(passkey::answer(fields))),
        _ => Shown::Factor(Proof::Code(fields.code("code")?)),
    };
    let command = Practise { lost, password: fields.password("password"), shown };
    drills::practise(console.service(), &form.caller, command).await
}

fn address_of(lost: &Lost) -> String {
    match lost {
        Lost::Named(name) => format!("{LIST}/things/{}", segment(name)),
        Lost::Entry(Thing::Device(serial)) => {
            format!("{LIST}/devices/{}", segment(serial.as_str()))
        }
        Lost::Entry(Thing::RecoveryCodes) => CODES.to_owned(),
    }
}
