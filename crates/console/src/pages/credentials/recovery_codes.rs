//! One's own recovery codes: made and shown once, typed back, given up; and what
//! is said after one was used.

use askama::Template;
use axum::extract::{RawQuery, State};
use identity::recovery_code::{CODES, InForce, Sets};
use service::access::Change;
use service::{ServiceError, devices, recovery_codes, session};

use super::OVERVIEW;
use super::sheet::Sheet;
use crate::notice::Done;
use crate::pages::access::{Warnings, warnings};
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::pages::device::DeviceView;
use crate::view::{Section, Shell, own_address};
use crate::web::complaint::Complaint;
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::{Refusal, at};
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// Where a set is made.
pub(super) const HERE: &str = "/credentials/recovery-codes";
/// Where one of its codes is typed back.
pub(super) const CONFIRM: &str = "/credentials/recovery-codes/confirm";
/// Where all are given up.
pub(super) const DROP: &str = "/credentials/recovery-codes/drop";
/// What is shown after a sign-in with one.
pub(super) const USED: &str = "/credentials/recovery-codes/used";

/// What codes are, and the button that makes a set.
#[derive(Template)]
#[template(path = "credentials/recovery_codes.html")]
struct MakePage {
    shell: Shell,
    codes: Option<InForce>,
    /// Whether a set, or replacements, wait to be confirmed.
    waiting: bool,
    /// Whether there is a second factor that codes can stand in for.
    possible: bool,
    most: usize,
}

pub(super) async fn show(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    let (svc, caller) = (console.service(), &signed_in.caller);
    session::confirm::require(svc, caller).await.map_err(|error| at(error, HERE))?;
    let codes = recovery_codes::state::run(svc, caller).await?;
    let own = devices::list::run(svc, caller, caller.identity()).await?;
    render(&MakePage {
        shell: Shell::of(&signed_in, Section::Credentials),
        codes: codes.in_force,
        waiting: codes.waiting.is_some() || codes.joining > 0,
        possible: !own.is_empty() || codes.left() > 0,
        most: CODES,
    })
}

/// The codes. They stand in this answer and nowhere else.
#[derive(Template)]
#[template(path = "credentials/codes_once.html")]
struct CodesPage {
    shell: Shell,
    sheet: Sheet,
    /// Codes of the earlier set that open until this one is confirmed.
    left_of_old: u64,
}

pub(super) async fn make(State(console): State<Console>, form: SignedForm) -> Answer {
    let made = recovery_codes::make::run(console.service(), &form.caller).await;
    let made = made.map_err(|error| at(error, HERE))?;
    render(&CodesPage {
        shell: Shell::new(&form.caller, &form.form_token, Section::Credentials),
        left_of_old: made.left_of_old,
        sheet: Sheet::new(&form.caller, made, console.public_url().to_string()),
    })
}

/// The form in which one of the codes is typed back.
#[derive(Template)]
#[template(path = "credentials/codes_confirm.html")]
struct ConfirmPage {
    shell: Shell,
    complaint: Complaint,
    codes: Option<InForce>,
    /// Replacements that wait, where they are no set.
    joining: usize,
}

form_page!(ConfirmPage);

pub(super) async fn show_confirm(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    let codes = recovery_codes::state::run(console.service(), &signed_in.caller).await?;
    if codes.waiting.is_none() && codes.joining == 0 {
        return go(HERE);
    }
    render(&ConfirmPage {
        shell: Shell::of(&signed_in, Section::Credentials),
        complaint: Complaint::default(),
        codes: codes.in_force,
        joining: codes.joining,
    })
}

pub(super) async fn confirm(State(console): State<Console>, form: SignedForm) -> Answer {
    let error = match confirm_with(&console, &form).await {
        Ok(()) => return go(&Done::RecoveryCodesConfirmed.at(OVERVIEW)),
        Err(error) => error,
    };
    let complaint = match &error {
        ServiceError::Factor(_) => Complaint::at("recovery_code", &error),
        _ => mendable(error, CONFIRM)?,
    };
    let codes = recovery_codes::state::run(console.service(), &form.caller).await?;
    show_again(&ConfirmPage {
        shell: Shell::new(&form.caller, &form.form_token, Section::Credentials),
        complaint,
        codes: codes.in_force,
        joining: codes.joining,
    })
}

async fn confirm_with(console: &Console, form: &SignedForm) -> Result<(), ServiceError> {
    let code = form.fields.recovery_code("recovery_code")?;
    recovery_codes::confirm::run(console.service(), &form.caller, &code).await
}

/// What it means to have none any more.
#[derive(Template)]
#[template(path = "credentials/codes_drop.html")]
struct DropPage {
    shell: Shell,
    codes: Option<InForce>,
    /// The names of the devices that sign in.
    devices: Vec<String>,
    /// What the graph says about it.
    warnings: Warnings,
}

pub(super) async fn show_drop(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    let (svc, caller) = (console.service(), &signed_in.caller);
    session::confirm::require(svc, caller).await.map_err(|error| at(error, DROP))?;
    let Sets { in_force, waiting, .. } = recovery_codes::state::run(svc, caller).await?;
    if in_force.is_none() && waiting.is_none() {
        return go(OVERVIEW);
    }
    let own = devices::list::run(svc, caller, caller.identity()).await?;
    let usable = own.iter().filter(|device| device.barred.is_none());
    let warnings = warnings(&console, caller, Change::Codes).await?;
    render(&DropPage {
        shell: Shell::of(&signed_in, Section::Credentials),
        warnings,
        codes: in_force,
        devices: usable.map(|device| device.name.clone()).collect(),
    })
}

pub(super) async fn drop_all(State(console): State<Console>, form: SignedForm) -> Answer {
    let dropped = recovery_codes::drop::run(console.service(), &form.caller).await;
    dropped.map_err(|error| at(error, DROP))?;
    go(&Done::RecoveryCodesDropped.at(OVERVIEW))
}

/// What is said after a sign-in with a code.
#[derive(Template)]
#[template(path = "credentials/codes_used.html")]
struct UsedPage {
    shell: Shell,
    codes: Option<InForce>,
    devices: Vec<DeviceView>,
    then: String,
}

pub(super) async fn show_used(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(raw): RawQuery,
) -> Result<axum::response::Response, Refusal> {
    let query = Fields::parse(raw.unwrap_or_default().as_bytes())?;
    let (svc, caller) = (console.service(), &signed_in.caller);
    let then = own_address(query.given("then")).to_owned();
    if !caller.used_recovery_code() {
        return go(&then);
    }
    let own = devices::list::run(svc, caller, caller.identity()).await?;
    render(&UsedPage {
        shell: Shell::of(&signed_in, Section::Between),
        codes: recovery_codes::state::run(svc, caller).await?.in_force,
        devices: DeviceView::all(&own, svc.now()),
        then,
    })
}
