//! The link that stops an announced telephone number.

use askama::Template;
use axum::extract::{Path, State};
use service::ServiceError;
use service::recovery::RecoveryLink;
use service::recovery::announced_phone::{announced, stop};

use super::words::ahead;
use crate::pages::answer::{Answer, show as render};
use crate::view::Moment;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "recovery/phone_number.html")]
struct PhoneNumberPage {
    form_token: String,
    link: String,
    number: String,
    due: Moment,
}

/// Says that the present number stays, or that nothing is announced any more.
#[derive(Template)]
#[template(path = "recovery/phone_kept.html")]
struct PhoneKeptPage {
    now: bool,
}

pub(super) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Answer {
    let Some(link) = RecoveryLink::parse(&text) else {
        return render(&PhoneKeptPage { now: false });
    };
    match announced(console.service(), &link).await {
        Ok(found) => render(&PhoneNumberPage {
            form_token: visitor.form_token(),
            link: text,
            number: found.phone,
            due: ahead(found.due),
        }),
        Err(ServiceError::Gone(_)) => render(&PhoneKeptPage { now: false }),
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(text): Path<String>,
    form: OpenForm,
) -> Answer {
    let Some(link) = RecoveryLink::parse(&text) else {
        return render(&PhoneKeptPage { now: false });
    };
    match stop(console.service(), &link, form.visitor.origin()).await {
        Ok(()) => render(&PhoneKeptPage { now: true }),
        Err(ServiceError::Gone(_)) => render(&PhoneKeptPage { now: false }),
        Err(other) => Err(other.into()),
    }
}
