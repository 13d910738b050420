//! Reporting a device lost before the second factor: the password is enough to
//! suspend it at once, and opens nothing.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::ServiceError;
use service::devices::suspend;
use service::signin::PendingView;

use super::super::answer::{Answer, show};
use super::factor::waiting;
use super::step::{query, start_again, unless_first};
use crate::pages::device::serial_of;
use crate::view::{address, own_address};
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "signin/lost.html")]
struct LostPage {
    form_token: String,
    then: String,
    who: PendingView,
    /// The device that was just suspended.
    suspended: Option<String>,
}

impl LostPage {
    fn code_link(&self) -> String {
        address("/signin/code", &[("then", unless_first(&self.then))])
    }

    fn recovery_link(&self) -> String {
        address("/signin/recovery-code", &[("then", unless_first(&self.then))])
    }
}

pub(super) async fn show_page(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Answer {
    let query = query(raw)?;
    page(&console, &visitor, own_address(query.given("then")), None).await
}

async fn page(
    console: &Console,
    visitor: &Visitor,
    then: &str,
    suspended: Option<String>,
) -> Answer {
    match waiting(console, visitor, then).await? {
        Ok(who) => show(&LostPage {
            form_token: visitor.form_token(),
            then: then.to_owned(),
            who,
            suspended,
        }),
        Err(elsewhere) => elsewhere,
    }
}

pub(super) async fn take(State(console): State<Console>, form: OpenForm) -> Answer {
    let then = own_address(form.fields.given("then"));
    let Some(token) = form.visitor.bearer(Cookie::SignIn) else { return start_again(then) };
    let serial = serial_of(form.fields.text("device"))?;
    let origin = form.visitor.origin();
    match suspend::at_sign_in(console.service(), &token, &serial, &origin).await {
        Ok(name) => page(&console, &form.visitor, then, Some(name)).await,
        Err(ServiceError::Gone(_) | ServiceError::SignedOut) => start_again(then),
        Err(other) => Err(other.into()),
    }
}
