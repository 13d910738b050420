//! The third page of a sign-in, only where the password was given by somebody
//! else: a password of one's own.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::signin::{PendingView, new_password};

use super::super::answer::{Answer, form_page, go, show, show_again, with_sign_in};
use super::step::{find, onward, query, start_again, stays, unless_first};
use crate::view::{address, own_address};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "signin/new_password.html")]
struct NewPasswordPage {
    form_token: String,
    then: String,
    who: PendingView,
    complaint: Complaint,
}

form_page!(NewPasswordPage);

impl NewPasswordPage {
    /// Returns where the form goes, so that a page that was refused can be reloaded.
    fn action(&self) -> String {
        address("/signin/new-password", &[("then", unless_first(&self.then))])
    }
}

pub(super) async fn show_page(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Answer {
    let query = query(raw)?;
    let then = own_address(query.given("then"));
    let onward = [("then", unless_first(then))];
    let Some(who) = find(&console, &visitor).await? else {
        return go(&address("/signin", &onward));
    };
    if !who.new_password {
        return go(&address("/signin/code", &onward));
    }
    show(&NewPasswordPage {
        form_token: visitor.form_token(),
        then: then.to_owned(),
        who,
        complaint: Complaint::default(),
    })
}

pub(super) async fn take(State(console): State<Console>, form: OpenForm) -> Answer {
    let OpenForm { visitor, fields } = form;
    let then = own_address(fields.given("then"));
    let Some(token) = visitor.bearer(Cookie::SignIn) else { return start_again(then) };
    let tried = match fields.new_password() {
        Ok(password) => {
            let command = new_password::NewPassword { token, password, origin: visitor.origin() };
            new_password::run(console.service(), command).await
        }
        Err(differs) => Err(differs),
    };
    let error = match tried {
        Ok(done) => {
            let answer = go(&onward(&done, then))?;
            return Ok(with_sign_in(answer, &console, &visitor, &done).await);
        }
        Err(error) => error,
    };
    let Some(who) = stays(&console, &visitor, &error).await? else { return start_again(then) };
    if !who.new_password {
        return go("/signin/code");
    }
    show_again(&NewPasswordPage {
        form_token: visitor.form_token(),
        then: then.to_owned(),
        who,
        complaint: Complaint::new(&error),
    })
}
