//! Deleting a user, having been told what goes with it.

use askama::Template;
use axum::extract::{Path, State};
use service::access::Change;
use service::session;
use service::users::{delete, view};

use super::{LIST, user_page};
use crate::notice::Done;
use crate::pages::access::{Warnings, warnings};
use crate::pages::answer::{Answer, go, show as render};
use crate::view::{Section, Shell};
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "users/delete.html")]
struct DeletePage {
    shell: Shell,
    name: String,
    address: String,
    administrator: bool,
    devices: usize,
    /// What the graph says about it.
    warnings: Warnings,
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(name): Path<String>,
) -> Answer {
    let (svc, caller) = (console.service(), &signed_in.caller);
    let user = view::run(svc, caller, &name).await?;
    let address = user_page(&user.name);
    let here = format!("{address}/delete");
    session::confirm::require(svc, caller).await.map_err(|error| at(error, &here))?;
    let gone = Change::User(user.name.clone());
    let warnings = warnings(&console, caller, gone).await?;
    render(&DeletePage {
        shell: Shell::of(&signed_in, Section::Users),
        warnings,
        name: user.name,
        address,
        administrator: user.administrator,
        devices: user.devices.len(),
    })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(name): Path<String>,
    form: SignedForm,
) -> Answer {
    let deleted = delete::run(console.service(), &form.caller, &name).await;
    deleted.map_err(|error| at(error, &format!("{}/delete", user_page(&name))))?;
    go(&Done::UserDeleted.at(LIST))
}
