//! Making a user.

use askama::Template;
use axum::extract::State;
use service::users::create::{self, Created};
use service::{ServiceError, session};

use super::given::{Choice, show_once};
use super::{NEW, user_page};
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::{Refusal, at};
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "users/new.html")]
struct NewPage {
    shell: Shell,
    complaint: Complaint,
    name: String,
    choice: Choice,
    must_change: bool,
    administrator: bool,
}

form_page!(NewPage);

pub(super) async fn show(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    if !signed_in.caller.is_administrator() {
        return Err(Refusal::from(ServiceError::Denied));
    }
    let fresh = session::confirm::require(console.service(), &signed_in.caller).await;
    fresh.map_err(|error| at(error, NEW))?;
    render(&NewPage {
        shell: Shell::of(&signed_in, Section::Users),
        complaint: Complaint::default(),
        name: String::new(),
        choice: Choice::default(),
        must_change: true,
        administrator: false,
    })
}

pub(super) async fn take(State(console): State<Console>, form: SignedForm) -> Answer {
    let error = match make(&console, &form).await {
        Ok(made) => {
            return match &made.one_time {
                Some(text) => show_once(&console, &form, true, &made.name, text).await,
                None => go(&Done::UserCreated.at(&user_page(&made.name))),
            };
        }
        Err(error) => error,
    };
    show_again(&NewPage {
        shell: Shell::new(&form.caller, &form.form_token, Section::Users),
        complaint: mendable(error, NEW)?,
        name: form.fields.text("name").to_owned(),
        choice: Choice::of(&form.fields),
        must_change: form.fields.ticked("must_change"),
        administrator: form.fields.ticked("administrator"),
    })
}

async fn make(console: &Console, form: &SignedForm) -> Result<Created, ServiceError> {
    let command = create::Create {
        name: form.fields.text("name").to_owned(),
        password: Choice::of(&form.fields).password(&form.fields)?,
        administrator: form.fields.ticked("administrator"),
    };
    create::run(console.service(), &form.caller, command).await
}
