//! Confirming the telephone number: the page shows digits, a call to the number asks
//! for them.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use service::contacts::number::view::Stage;
use service::contacts::number::{self, put, view};
use service::recovery::PhoneService;
use service::{ServiceError, account, session};

use super::super::answer::{Answer, form_page, go, show as render, show_again};
use super::super::recovery::words;
use crate::notice::Done;
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::{Refusal, at};
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// Where a number is entered.
pub(super) const NUMBER: &str = "/account/contacts/phone";
/// Where its call is followed.
pub(super) const CALL: &str = "/account/contacts/phone/call";

/// The form that takes a number.
#[derive(Template)]
#[template(path = "contacts/number.html")]
struct NumberPage {
    shell: Shell,
    complaint: Complaint,
    phone: String,
    /// The number in force; empty where there is none.
    present: String,
}

form_page!(NumberPage);

/// The page that shows the digits.
#[derive(Template)]
#[template(path = "contacts/number_call.html")]
struct CallPage {
    shell: Shell,
    complaint: Complaint,
    view: view::View,
    /// What the page watches for a change of.
    state: String,
}

form_page!(CallPage);

impl CallPage {
    fn new(shell: Shell, view: view::View, complaint: Complaint) -> Self {
        let state = state_of(&view.stage);
        Self { shell, complaint, view, state }
    }

    /// Says how the last call ended, and what can be done.
    fn last_end(&self) -> Option<(&'static str, &'static str)> {
        match self.view.stage {
            Stage::Call { last } => last.map(words::end),
            Stage::Calling { .. } | Stage::Proved => None,
        }
    }

    /// Says whether the page changes without the person.
    fn watches(&self) -> bool {
        matches!(self.view.stage, Stage::Calling { overdue: false, .. })
    }
}

/// Tells stages apart, for a page that watches.
fn state_of(stage: &Stage) -> String {
    match stage {
        Stage::Call { last } => words::state_of_end(*last),
        Stage::Calling { progress, wrong, overdue, .. } => {
            words::state_of_call(*progress, *wrong, *overdue)
        }
        Stage::Proved => "proved".to_owned(),
    }
}

/// Says that these pages are not there where no calls are made.
fn require_calls(console: &Console) -> Result<(), Refusal> {
    let none = console.service().settings().phone == PhoneService::None;
    if none { Err(Refusal::NoPage) } else { Ok(()) }
}

pub(super) async fn show(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    require_calls(&console)?;
    let account = account::describe::run(console.service(), &signed_in.caller).await?;
    let fresh = session::confirm::require(console.service(), &signed_in.caller).await;
    fresh.map_err(|error| at(error, NUMBER))?;
    let present = account.phone.map_or_else(String::new, |phone| phone.as_str().to_owned());
    render(&NumberPage {
        shell: Shell::of(&signed_in, Section::Account),
        complaint: Complaint::default(),
        phone: present.clone(),
        present,
    })
}

pub(super) async fn take(State(console): State<Console>, form: SignedForm) -> Answer {
    require_calls(&console)?;
    let phone = form.fields.text("phone");
    let error = match number::begin(console.service(), &form.caller, phone).await {
        Ok(()) => return go(CALL),
        Err(error) => error,
    };
    let complaint = mendable(error, NUMBER)?;
    let account = account::describe::run(console.service(), &form.caller).await?;
    show_again(&NumberPage {
        shell: Shell::new(&form.caller, &form.form_token, Section::Account),
        complaint,
        phone: phone.to_owned(),
        present: account.phone.map_or_else(String::new, |phone| phone.as_str().to_owned()),
    })
}

pub(super) async fn show_call(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    require_calls(&console)?;
    match view::run(console.service(), &signed_in.caller).await {
        Ok(view) => {
            let shell = Shell::of(&signed_in, Section::Account);
            render(&CallPage::new(shell, view, Complaint::default()))
        }
        Err(ServiceError::Gone(_)) => go(NUMBER),
        Err(other) => Err(other.into()),
    }
}

/// Tells the page that watches whether something has changed.
pub(super) async fn state(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    require_calls(&console)?;
    Ok(match view::run(console.service(), &signed_in.caller).await {
        Ok(view) => state_of(&view.stage).into_response(),
        Err(_) => "over".into_response(),
    })
}

pub(super) async fn call_again(State(console): State<Console>, form: SignedForm) -> Answer {
    require_calls(&console)?;
    let error = match number::again(console.service(), &form.caller).await {
        Ok(()) | Err(ServiceError::Gone(_)) => return go(CALL),
        Err(error) => error,
    };
    let complaint = mendable(error, CALL)?;
    match view::run(console.service(), &form.caller).await {
        Ok(view) => {
            let shell = Shell::new(&form.caller, &form.form_token, Section::Account);
            show_again(&CallPage::new(shell, view, complaint))
        }
        Err(_) => go(NUMBER),
    }
}

pub(super) async fn put(State(console): State<Console>, form: SignedForm) -> Answer {
    require_calls(&console)?;
    match put::run(console.service(), &form.caller).await {
        Ok(put::Put::InForce) => go(&Done::NumberConfirmed.at("/account")),
        Ok(put::Put::Announced) => go(&Done::PhoneAnnounced.at("/account")),
        // Another tab was there first, or the time is up: the page says which.
        Err(ServiceError::Gone(_)) => go(CALL),
        Err(other) => Err(at(other, CALL)),
    }
}
