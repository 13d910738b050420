//! The link that stops a recovery, in every notice of it. Opening it stops nothing;
//! the button does.

use askama::Template;
use axum::extract::{Path, State};
use service::ServiceError;
use service::recovery::{RecoveryLink, cancel};

use crate::pages::answer::{Answer, show as render};
use crate::view::Moment;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

/// Asks whether to stop.
#[derive(Template)]
#[template(path = "recovery/stop.html")]
struct StopPage {
    form_token: String,
    link: String,
    account_name: String,
    began: Moment,
}

/// Says that it is stopped, or that there is nothing to stop.
#[derive(Template)]
#[template(path = "recovery/stopped.html")]
struct StoppedPage {
    now: bool,
}

pub(super) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Answer {
    let Some(link) = RecoveryLink::parse(&text) else {
        return render(&StoppedPage { now: false });
    };
    match cancel::view(console.service(), &link).await {
        Ok(found) => render(&StopPage {
            form_token: visitor.form_token(),
            link: text,
            account_name: found.account_name,
            began: Moment::new(found.began, console.service().now()),
        }),
        Err(ServiceError::Gone(_)) => render(&StoppedPage { now: false }),
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(text): Path<String>,
    form: OpenForm,
) -> Answer {
    let Some(link) = RecoveryLink::parse(&text) else {
        return render(&StoppedPage { now: false });
    };
    match cancel::by_link(console.service(), &link, form.visitor.origin()).await {
        Ok(()) => render(&StoppedPage { now: true }),
        Err(ServiceError::Gone(_)) => render(&StoppedPage { now: false }),
        Err(other) => Err(other.into()),
    }
}
