//! Reporting a device lost before the second factor: the password is enough to
//! suspend it at once, and opens nothing.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::ServiceError;
use service::devices::suspend;
use service::signin::PendingView;

use super::super::answer::{Answer, show};
use super::step::{Onward, start_again, waiting};
use crate::pages::device::serial_of;
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "signin/lost.html")]
struct LostPage {
    form_token: String,
    onward: Onward,
    who: PendingView,
    /// The device that was just suspended.
    suspended: Option<String>,
}

impl LostPage {
    /// Returns the page on which another device is used.
    fn other(&self) -> &'static str {
        if self.who.devices.is_empty() { "passkey" } else { "code" }
    }
}

pub(super) async fn show_page(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Answer {
    page(&console, &visitor, Onward::of_query(raw)?, None).await
}

async fn page(
    console: &Console,
    visitor: &Visitor,
    onward: Onward,
    suspended: Option<String>,
) -> Answer {
    match waiting(console, visitor, &onward).await? {
        Ok(who) => show(&LostPage { form_token: visitor.form_token(), onward, who, suspended }),
        Err(elsewhere) => elsewhere,
    }
}

pub(super) async fn take(State(console): State<Console>, form: OpenForm) -> Answer {
    let onward = Onward::of(&form.fields);
    let Some(token) = form.visitor.bearer(Cookie::SignIn) else { return start_again(&onward.then) };
    let serial = serial_of(form.fields.text("device"))?;
    let origin = form.visitor.origin();
    match suspend::at_sign_in(console.service(), &token, &serial, &origin).await {
        Ok(name) => page(&console, &form.visitor, onward, Some(name)).await,
        Err(ServiceError::Gone(_) | ServiceError::SignedOut) => start_again(&onward.then),
        Err(other) => Err(other.into()),
    }
}
