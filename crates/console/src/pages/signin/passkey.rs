//! The second page of a sign-in for those who used a passkey last, or have nothing
//! else.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::signin::{PendingView, second_factor};
use service::{Proof, ServiceError, passkeys};

use super::super::answer::{Answer, form_page, go, show, show_again};
use super::super::passkey;
use super::factor::waiting;
use super::step::{go_on, query, start_again, stays, unless_first};
use crate::view::{address, own_address};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "signin/passkey.html")]
struct PasskeyPage {
    form_token: String,
    then: String,
    origin: String,
    who: PendingView,
    complaint: Complaint,
}

form_page!(PasskeyPage);

impl PasskeyPage {
    fn new(console: &Console, visitor: &Visitor, then: &str, who: PendingView) -> Self {
        Self {
            form_token: visitor.form_token(),
            then: then.to_owned(),
            origin: passkey::origin(console),
            who,
            complaint: Complaint::default(),
        }
    }

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
    match waiting(&console, &visitor, then).await? {
        Ok(who) if who.passkeys.is_empty() => {
            go(&address("/signin/code", &[("then", unless_first(then))]))
        }
        Ok(who) => show(&PasskeyPage::new(&console, &visitor, then, who)),
        Err(elsewhere) => elsewhere,
    }
}

pub(super) async fn begin(State(console): State<Console>, form: OpenForm) -> Answer {
    let token = form.visitor.bearer(Cookie::SignIn).ok_or(ServiceError::Gone("the sign-in"))?;
    Ok(passkey::options(passkeys::sign_in(console.service(), &token).await?))
}

pub(super) async fn take(State(console): State<Console>, form: OpenForm) -> Answer {
    let then = own_address(form.fields.given("then"));
    let token = form.visitor.bearer(Cookie::SignIn).ok_or(ServiceError::Gone("the sign-in"))?;
    let proof = Proof::Passkey(passkey::answer(&form.fields));
    let command = second_factor::SecondFactor { token, proof, origin: form.visitor.origin() };
    let error = match second_factor::run(console.service(), command).await {
        Ok(step) => return go_on(&console, &form.visitor, step, then).await,
        Err(error) => error,
    };
    let Some(who) = stays(&console, &form.visitor, &error).await? else {
        return start_again(then);
    };
    let page = PasskeyPage::new(&console, &form.visitor, then, who);
    show_again(&PasskeyPage { complaint: Complaint::new(&error), ..page })
}
