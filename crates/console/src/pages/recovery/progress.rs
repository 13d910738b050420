//! Where a recovery stands, in the browser in which it began: the mail, the call
//! with its digits, the waiting, the end.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::recovery::Wait;
use service::ServiceError;
use service::recovery::view::Stage;
use service::recovery::{View, call, finish, send_again, view};

use super::routes::PROGRESS;
use super::words;
use crate::pages::answer::{
    Answer, form_page, go, show as render, show_again, with_cookie, with_sign_in,
};
use crate::view::{Moment, address};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::fields::Fields;
use crate::web::forms::OpenForm;
use crate::web::session::REPAIR;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "recovery/progress.html")]
pub(super) struct ProgressPage {
    form_token: String,
    who: View,
    complaint: Complaint,
    /// What the page watches for a change of.
    state: String,
    /// The link, as it was pasted.
    link: String,
    /// Whether the mail was sent again just now.
    sent_again: bool,
}

form_page!(ProgressPage);

/// A recovery that is over.
#[derive(Template)]
#[template(path = "recovery/over.html")]
struct OverPage;

impl ProgressPage {
    pub(super) fn new(visitor: &Visitor, who: View, complaint: Complaint) -> Self {
        let state = state_of(&who.stage);
        let form_token = visitor.form_token();
        Self { form_token, who, complaint, state, link: String::new(), sent_again: false }
    }

    /// Says which of the four steps is the present one.
    fn step(&self) -> usize {
        match self.who.stage {
            Stage::Mail => 1,
            Stage::Call { .. } | Stage::Calling { .. } => 2,
            Stage::Waiting { .. } | Stage::Ready => 3,
        }
    }

    /// Says how the last call ended, and what can be done.
    fn last_end(&self) -> Option<(&'static str, &'static str)> {
        match self.who.stage {
            Stage::Call { last } => last.map(words::end),
            _ => None,
        }
    }

    /// Returns when the waiting ends.
    fn until(&self) -> Option<Moment> {
        match self.who.stage {
            Stage::Waiting { until, .. } => Some(words::ahead(until)),
            _ => None,
        }
    }

    /// Says why a recovery waits.
    fn why(wait: &Wait) -> &'static str {
        words::reason(wait.reason)
    }

    /// Says whether the page changes without the person.
    fn watches(&self) -> bool {
        match &self.who.stage {
            Stage::Calling { overdue, .. } => !overdue,
            Stage::Mail => true,
            Stage::Call { .. } | Stage::Waiting { .. } | Stage::Ready => false,
        }
    }
}

/// Tells stages apart, for a page that watches.
fn state_of(stage: &Stage) -> String {
    match stage {
        Stage::Mail => "mail".to_owned(),
        Stage::Call { last } => words::state_of_end(*last),
        Stage::Calling { progress, wrong, overdue, .. } => {
            words::state_of_call(*progress, *wrong, *overdue)
        }
        Stage::Waiting { approved, .. } => format!("waiting {approved}"),
        Stage::Ready => "ready".to_owned(),
    }
}

pub(super) fn over(console: &Console) -> Answer {
    let answer = (StatusCode::GONE, render(&OverPage)?).into_response();
    Ok(with_cookie(answer, Cookie::Recovery.clear(console.public_url())))
}

pub(super) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let Some(browser) = visitor.bearer(Cookie::Recovery) else { return go("/recovery/begin") };
    match view::run(console.service(), &browser).await {
        Ok(who) => {
            let page = ProgressPage::new(&visitor, who, Complaint::default());
            render(&ProgressPage { sent_again: query.text("mail") == "again", ..page })
        }
        Err(ServiceError::Gone(_)) => over(&console),
        Err(other) => Err(other.into()),
    }
}

/// Tells the page that watches whether something has changed.
pub(super) async fn state(State(console): State<Console>, visitor: Visitor) -> Response {
    let Some(browser) = visitor.bearer(Cookie::Recovery) else {
        return "over".into_response();
    };
    match view::run(console.service(), &browser).await {
        Ok(who) => state_of(&who.stage).into_response(),
        Err(ServiceError::Gone(_)) => "over".into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

pub(super) async fn call(State(console): State<Console>, form: OpenForm) -> Answer {
    let visitor = form.visitor;
    let Some(browser) = visitor.bearer(Cookie::Recovery) else { return over(&console) };
    let error = match call::run(console.service(), &browser, visitor.origin()).await {
        Ok(()) | Err(ServiceError::Gone(_)) => return go(PROGRESS),
        Err(error @ (ServiceError::Wait(_) | ServiceError::Invalid { .. })) => error,
        Err(other) => return Err(other.into()),
    };
    match view::run(console.service(), &browser).await {
        Ok(who) => show_again(&ProgressPage::new(&visitor, who, Complaint::at("", &error))),
        Err(_) => over(&console),
    }
}

pub(super) async fn send_again(State(console): State<Console>, form: OpenForm) -> Answer {
    let visitor = form.visitor;
    let Some(browser) = visitor.bearer(Cookie::Recovery) else { return over(&console) };
    let error = match send_again::run(console.service(), &browser, visitor.origin()).await {
        Ok(()) => return go(&address(PROGRESS, &[("mail", "again")])),
        Err(error @ ServiceError::Wait(_)) => error,
        Err(ServiceError::Gone(_)) => return go(PROGRESS),
        Err(other) => return Err(other.into()),
    };
    match view::run(console.service(), &browser).await {
        Ok(who) => show_again(&ProgressPage::new(&visitor, who, Complaint::new(&error))),
        Err(_) => over(&console),
    }
}

pub(super) async fn finish(State(console): State<Console>, form: OpenForm) -> Answer {
    let visitor = form.visitor;
    let Some(browser) = visitor.bearer(Cookie::Recovery) else { return over(&console) };
    match finish::run(console.service(), &browser, visitor.origin()).await {
        Ok(done) => {
            let answer = with_sign_in(go(REPAIR)?, &console, &visitor, &done).await;
            Ok(with_cookie(answer, Cookie::Recovery.clear(console.public_url())))
        }
        // Not the end yet, or another tab was there first: the page says which.
        Err(ServiceError::Gone(_) | ServiceError::Wait(_)) => go(PROGRESS),
        Err(other) => Err(other.into()),
    }
}
