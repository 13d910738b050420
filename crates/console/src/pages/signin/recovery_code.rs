//! The second page of a sign-in for who has no device at hand: a recovery code.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::ServiceError;
use service::signin::{PendingView, Step, recovery_code};

use super::super::answer::{Answer, form_page, show, show_again};
use super::factor::waiting;
use super::step::{go_on, query, start_again, stays, unless_first};
use crate::view::{address, own_address};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "signin/recovery_code.html")]
struct RecoveryPage {
    form_token: String,
    then: String,
    who: PendingView,
    complaint: Complaint,
}

form_page!(RecoveryPage);

impl RecoveryPage {
    fn code_link(&self) -> String {
        address("/signin/code", &[("then", unless_first(&self.then))])
    }

    fn help_link(&self) -> String {
        address("/signin/help", &[("then", unless_first(&self.then))])
    }
}

pub(super) async fn show_page(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Answer {
    let query = query(raw)?;
    let then = own_address(query.given("then"));
    let who = match waiting(&console, &visitor, then).await? {
        Ok(who) => who,
        Err(elsewhere) => return elsewhere,
    };
    show(&RecoveryPage {
        form_token: visitor.form_token(),
        then: then.to_owned(),
        who,
        complaint: Complaint::default(),
    })
}

pub(super) async fn take(State(console): State<Console>, form: OpenForm) -> Answer {
    let then = own_address(form.fields.given("then"));
    let error = match try_code(&console, &form).await {
        Ok(step) => return go_on(&console, &form.visitor, step, then).await,
        Err(error) => error,
    };
    let Some(who) = stays(&console, &form.visitor, &error).await? else {
        return start_again(then);
    };
    show_again(&RecoveryPage {
        form_token: form.visitor.form_token(),
        then: then.to_owned(),
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
