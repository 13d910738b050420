//! The second page of a sign-in for who has no device at hand: a recovery code.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::ServiceError;
use service::signin::{PendingView, Step, recovery_code};

use super::super::answer::{Answer, form_page, show, show_again};
use super::step::{Onward, go_on, start_again, stays, waiting};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "signin/recovery_code.html")]
struct RecoveryPage {
    form_token: String,
    onward: Onward,
    who: PendingView,
    complaint: Complaint,
}

form_page!(RecoveryPage);

pub(super) async fn show_page(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Answer {
    let onward = Onward::of_query(raw)?;
    let who = match waiting(&console, &visitor, &onward).await? {
        Ok(who) => who,
        Err(elsewhere) => return elsewhere,
    };
    show(&RecoveryPage {
        form_token: visitor.form_token(),
        onward,
        who,
        complaint: Complaint::default(),
    })
}

pub(super) async fn take(State(console): State<Console>, form: OpenForm) -> Answer {
    let onward = Onward::of(&form.fields);
    let error = match try_code(&console, &form).await {
        Ok(step) => return go_on(&console, &form.visitor, step, &onward.then).await,
        Err(error) => error,
    };
    let Some(who) = stays(&console, &form.visitor, &error).await? else {
        return start_again(&onward.then);
    };
    show_again(&RecoveryPage {
        form_token: form.visitor.form_token(),
        onward,
        who,
        complaint: match &error {
            ServiceError::Factor(_) => Complaint::at("recovery_code", &error),
            other => Complaint::new(other),
        },
    })
}

async fn try_code(console: &Console, form: &OpenForm) -> Result<Step, ServiceError> {
    let code = form.fields.recovery_code("recovery_code")?;
    let token = form.visitor.bearer(Cookie::SignIn).ok_or(ServiceError::Gone("the sign-in"))?;
    let command = recovery_code::ByRecoveryCode { token, code, origin: form.visitor.origin() };
    recovery_code::run(console.service(), command).await
}
