//! Changing one's own password.

use askama::Template;
use axum::extract::State;
use service::passwords::change;
use service::session::confirm;
use service::{Bearer, FreshProof, ServiceError};

use super::OVERVIEW;
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again, with_session};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::{NEW_PASSWORD, mendable};
use crate::web::refusal::at;
use crate::web::session::SignedIn;
use crate::web::state::Console;

const HERE: &str = "/credentials/password";

#[derive(Template)]
#[template(path = "credentials/password.html")]
struct PasswordPage {
    shell: Shell,
    complaint: Complaint,
}

form_page!(PasswordPage);

pub(super) async fn show(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    match confirm::require(console.service(), &signed_in.caller).await {
        // Without a device the form itself asks for the proof: the password.
        Ok(()) | Err(ServiceError::NotFresh(FreshProof::Password)) => {}
        Err(error) => return Err(at(error, HERE)),
    }
    render(&PasswordPage {
        shell: Shell::of(&signed_in, Section::Credentials),
        complaint: Complaint::default(),
    })
}

pub(super) async fn take(State(console): State<Console>, form: SignedForm) -> Answer {
    let error = match change_it(&console, &form).await {
        Ok(session) => {
            let answer = go(&Done::PasswordChanged.at(OVERVIEW))?;
            return Ok(with_session(answer, &console, &session));
        }
        Err(error) => error,
    };
    show_again(&PasswordPage {
        shell: Shell::new(&form.caller, &form.form_token, Section::Credentials),
        complaint: mendable(error, HERE)?,
    })
}

async fn change_it(console: &Console, form: &SignedForm) -> Result<Bearer, ServiceError> {
    if form.fields.text(NEW_PASSWORD) != form.fields.text("repeated") {
        return Err(ServiceError::Invalid {
            field: "repeated",
            why: "the two passwords differ; type the same one twice".to_owned(),
        });
    }
    let present = form.fields.password("password");
    let new = form.fields.password(NEW_PASSWORD);
    change::run(console.service(), &form.caller, change::Change { present, new }).await
}
