//! Making a user.

use askama::Template;
use axum::extract::State;
use service::users::ConsoleAccess;
use service::users::create::{self, Created, Permitted};
use service::{ServiceError, session};

use super::given::{chosen, show_once};
use super::{NEW, user_page};
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::at;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "users/new.html")]
struct NewPage {
    shell: Shell,
    complaint: Complaint,
    name: String,
    console: ConsoleAccess,
    administrator: bool,
    /// What may be given.
    permitted: Permitted,
}

form_page!(NewPage);

pub(super) async fn show(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    let permitted = create::permitted(console.service(), &signed_in.caller).await?;
    let fresh = session::confirm::require(console.service(), &signed_in.caller).await;
    fresh.map_err(|error| at(error, NEW))?;
    render(&NewPage {
        shell: Shell::of(&signed_in, Section::Users),
        complaint: Complaint::default(),
        name: String::new(),
        console: if permitted.password { ConsoleAccess::OneTime } else { ConsoleAccess::None },
        administrator: false,
        permitted,
    })
}

pub(super) async fn take(State(console): State<Console>, form: SignedForm) -> Answer {
    let complaint = match make(&console, &form).await {
        Ok(made) => {
            return match &made.one_time {
                Some(text) => show_once(&console, &form, true, &made.name, text).await,
                None => go(&Done::UserCreated.at(&user_page(&made.name))),
            };
        }
        Err(error) => mendable(error, NEW)?,
    };
    show_again(&NewPage {
        shell: Shell::new(&form.caller, &form.form_token, Section::Users),
        complaint,
        permitted: create::permitted(console.service(), &form.caller).await?,
        name: form.fields.text("name").to_owned(),
        console: chosen(&form.fields),
        administrator: form.fields.ticked("administrator"),
    })
}

async fn make(console: &Console, form: &SignedForm) -> Result<Created, ServiceError> {
    let command = create::Create {
        name: form.fields.text("name").to_owned(),
        console: chosen(&form.fields),
        administrator: form.fields.ticked("administrator"),
    };
    create::run(console.service(), &form.caller, command).await
}
