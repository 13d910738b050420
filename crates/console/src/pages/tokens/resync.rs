//! Bringing a user's token back into step: two of its codes in a row, read out by who
//! holds it.

use askama::Template;
use axum::extract::{Path, State};
use identity::names::SerialNumber;
use service::mfa::{CodePair, resync};
use service::{Caller, ServiceError, session, users};

use super::routes::{LIST, token_page};
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::pages::device::{find, serial_of};
use crate::view::{Section, Shell, segment};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::at;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "tokens/resync.html")]
struct ResyncPage {
    shell: Shell,
    complaint: Complaint,
    serial: String,
    user: String,
    here: String,
}

form_page!(ResyncPage);

fn here(serial: &SerialNumber, user: &str) -> String {
    token_page(serial, &format!("resync/{}", segment(user)))
}

/// Requires that the user has this token, as far as the caller may know.
async fn require_holder(
    console: &Console,
    caller: &Caller,
    serial: &SerialNumber,
    user: &str,
) -> Result<(), ServiceError> {
    let user = users::view::run(console.service(), caller, user).await?;
    find(&user.devices, serial).map(drop)
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path((text, user)): Path<(String, String)>,
) -> Answer {
    let serial = serial_of(&text)?;
    require_holder(&console, &signed_in.caller, &serial, &user).await?;
    let here = here(&serial, &user);
    let fresh = session::confirm::require(console.service(), &signed_in.caller).await;
    fresh.map_err(|error| at(error, &here))?;
    render(&ResyncPage {
        shell: Shell::of(&signed_in, Section::Users),
        complaint: Complaint::default(),
        serial: serial.as_str().to_owned(),
        user,
        here,
    })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path((text, user)): Path<(String, String)>,
    form: SignedForm,
) -> Answer {
    let serial = serial_of(&text)?;
    require_holder(&console, &form.caller, &serial, &user).await?;
    match learn(&console, &form, &serial, &user).await {
        Ok(()) => go(&Done::TokenResynced.at(LIST)),
        Err(error) => {
            let here = here(&serial, &user);
            show_again(&ResyncPage {
                shell: Shell::new(&form.caller, &form.form_token, Section::Users),
                complaint: mendable(error, &here)?,
                serial: serial.as_str().to_owned(),
                user,
                here,
            })
        }
    }
}

async fn learn(
    console: &Console,
    form: &SignedForm,
    serial: &SerialNumber,
    user: &str,
) -> Result<(), ServiceError> {
    let (first, second) = form.fields.pair()?;
    let (user_name, serial) = (user.to_owned(), serial.as_str().to_owned());
    let command = CodePair { user_name, serial, first, second };
    resync::run(console.service(), &form.caller, command).await
}
