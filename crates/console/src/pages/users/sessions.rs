//! Ending what may be stolen of a user: the sessions of the console, and temporary
//! credentials of programs.

use askama::Template;
use axum::extract::{Path, State};
use service::sts::revoke;
use service::users::sign_out;

use super::{Subject, user_page};
use crate::notice::Done;
use crate::pages::answer::{Answer, go, show as render};
use crate::view::Shell;
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "users/sessions.html")]
struct SessionsPage {
    shell: Shell,
    name: String,
    address: String,
    /// Sessions of the console that are still good.
    sessions: usize,
    is_caller: bool,
}

pub(super) async fn show(subject: Subject) -> Answer {
    render(&SessionsPage {
        shell: subject.shell(),
        address: subject.address(),
        sessions: subject.user.sessions,
        is_caller: subject.user.is_caller,
        name: subject.user.name,
    })
}

pub(super) async fn sign_out(
    State(console): State<Console>,
    Path(name): Path<String>,
    form: SignedForm,
) -> Answer {
    let address = user_page(&name);
    let ended = sign_out::run(console.service(), &form.caller, &name).await;
    ended.map_err(|error| at(error, &format!("{address}/sessions")))?;
    go(&Done::UserSignedOut.at(&address))
}

pub(super) async fn end_credentials(
    State(console): State<Console>,
    Path(name): Path<String>,
    form: SignedForm,
) -> Answer {
    let address = user_page(&name);
    let ended = revoke::of_user(console.service(), &form.caller, &name).await;
    ended.map_err(|error| at(error, &format!("{address}/sessions")))?;
    go(&Done::UserCredentialsEnded.at(&address))
}
