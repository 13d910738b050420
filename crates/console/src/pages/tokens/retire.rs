//! Retiring a token: it leaves the stock with its seed, for good.

use askama::Template;
use axum::extract::{Path, State};
use service::hardware_tokens::retire;

use super::routes::{LIST, token_page};
use crate::notice::Done;
use crate::pages::answer::{Answer, go, show as render};
use crate::pages::device::serial_of;
use crate::view::{Section, Shell};
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "tokens/retire.html")]
struct RetirePage {
    shell: Shell,
    serial: String,
    here: String,
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(text): Path<String>,
) -> Answer {
    let serial = serial_of(&text)?;
    let here = token_page(&serial, "retire");
    let found = retire::find(console.service(), &signed_in.caller, &serial).await;
    let found = found.map_err(|error| at(error, &here))?;
    let shell = Shell::of(&signed_in, Section::Users);
    render(&RetirePage { shell, serial: found.serial.as_str().to_owned(), here })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(text): Path<String>,
    form: SignedForm,
) -> Answer {
    let serial = serial_of(&text)?;
    let retired = retire::run(console.service(), &form.caller, &serial).await;
    retired.map_err(|error| at(error, &token_page(&serial, "retire")))?;
    go(&Done::TokenRetired.at(LIST))
}
