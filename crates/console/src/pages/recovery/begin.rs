//! What a recovery of root takes, before it is begun: for somebody who has proved
//! the password and cannot use any device.

use askama::Template;
use axum::extract::State;
use service::ServiceError;
use service::recovery::begin::Begin;
use service::recovery::hindrance::Hindrance;
use service::recovery::offer::{self, Offer};
use service::recovery::{begin, view};

use super::routes::PROGRESS;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again, with_cookie};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::refusal::Refusal;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "recovery/begin.html")]
struct BeginPage {
    form_token: String,
    offer: Offer,
    complaint: Complaint,
}

form_page!(BeginPage);

async fn offered(console: &Console, visitor: &Visitor) -> Result<Option<Offer>, Refusal> {
    let Some(token) = visitor.bearer(Cookie::SignIn) else { return Ok(None) };
    match offer::run(console.service(), &token).await {
        Ok(offer) => Ok(Some(offer)),
        Err(ServiceError::Gone(_) | ServiceError::SignedOut | ServiceError::Denied) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn show(State(console): State<Console>, visitor: Visitor) -> Answer {
    // A recovery that this browser began already goes on.
    if let Some(browser) = visitor.bearer(Cookie::Recovery)
        && view::run(console.service(), &browser).await.is_ok()
    {
        return go(PROGRESS);
    }
    let Some(offer) = offered(&console, &visitor).await? else {
        return go("/signin?as=root&done=over");
    };
    render(&BeginPage { form_token: visitor.form_token(), offer, complaint: Complaint::default() })
}

pub(super) async fn take(State(console): State<Console>, form: OpenForm) -> Answer {
    let visitor = form.visitor;
    let Some(sign_in) = visitor.bearer(Cookie::SignIn) else {
        return go("/signin?as=root&done=over");
    };
    let command = Begin { sign_in, origin: visitor.origin() };
    let error = match begin::run(console.service(), command).await {
        Ok(browser) => {
            let header = Cookie::Recovery.set(&browser.expose(), console.public_url());
            return Ok(with_cookie(go(PROGRESS)?, header));
        }
        Err(error @ (ServiceError::Wait(_) | ServiceError::Limit(..))) => error,
        Err(ServiceError::Gone(_)) => return go("/signin?as=root&done=over"),
        Err(other) => return Err(other.into()),
    };
    let Some(offer) = offered(&console, &visitor).await? else {
        return go("/signin?as=root&done=over");
    };
    let complaint = Complaint::new(&error);
    show_again(&BeginPage { form_token: visitor.form_token(), offer, complaint })
}
