//! The second page of a sign-in for those who used a passkey last, or have nothing
//! else.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::signin::{PendingView, second_factor};
use service::{Proof, ServiceError, passkeys};

use super::super::answer::{Answer, form_page, go, show, show_again};
use super::super::passkey;
use super::step::{Onward, go_on, start_again, stays, waiting};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "signin/passkey.html")]
struct PasskeyPage {
    form_token: String,
    onward: Onward,
    origin: String,
    who: PendingView,
    complaint: Complaint,
}

form_page!(PasskeyPage);

impl PasskeyPage {
    fn new(console: &Console, visitor: &Visitor, onward: Onward, who: PendingView) -> Self {
        Self {
            form_token: visitor.form_token(),
            onward,
            origin: passkey::origin(console),
            who,
            complaint: Complaint::default(),
        }
    }
}

pub(super) async fn show_page(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Answer {
    let onward = Onward::of_query(raw)?;
    match waiting(&console, &visitor, &onward).await? {
        Ok(who) if who.passkeys.is_empty() => go(&onward.by("code")),
        Ok(who) => show(&PasskeyPage::new(&console, &visitor, onward, who)),
        Err(elsewhere) => elsewhere,
    }
}

pub(super) async fn begin(State(console): State<Console>, form: OpenForm) -> Answer {
    let token = form.visitor.bearer(Cookie::SignIn).ok_or(ServiceError::Gone("the sign-in"))?;
    Ok(passkey::options(passkeys::sign_in(console.service(), &token).await?))
}

pub(super) async fn take(State(console): State<Console>, form: OpenForm) -> Answer {
    let onward = Onward::of(&form.fields);
    let token = form.visitor.bearer(Cookie::SignIn).ok_or(ServiceError::Gone("the sign-in"))?;
    let proof = Proof::Passkey(passkey::answer(&form.fields));
    let command = second_factor::SecondFactor { token, proof, origin: form.visitor.origin() };
    let error = match second_factor::run(console.service(), command).await {
        Ok(step) => return go_on(&console, &form.visitor, step, &onward.then).await,
        Err(error) => error,
    };
    let Some(who) = stays(&console, &form.visitor, &error).await? else {
        return start_again(&onward.then);
    };
    let page = PasskeyPage::new(&console, &form.visitor, onward, who);
    show_again(&PasskeyPage { complaint: Complaint::new(&error), ..page })
}
