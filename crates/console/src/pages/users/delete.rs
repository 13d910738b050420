//! Deleting a user, having been told what goes with it.

use askama::Template;
use axum::extract::{Path, State};
use service::access::Change;
use service::users::delete;

use super::{LIST, Subject, user_page};
use crate::notice::Done;
use crate::pages::access::{Warnings, warnings};
use crate::pages::answer::{Answer, go, show as render};
use crate::view::Shell;
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "users/delete.html")]
struct DeletePage {
    shell: Shell,
    name: String,
    address: String,
    administrator: bool,
    /// How many, where they may be seen.
    devices: Option<usize>,
    /// What the graph says about it.
    warnings: Warnings,
}

pub(super) async fn show(State(console): State<Console>, subject: Subject) -> Answer {
    let (caller, user) = (&subject.signed_in.caller, &subject.user);
    let warnings = warnings(&console, caller, Change::User(user.name.clone())).await?;
    render(&DeletePage {
        shell: subject.shell(),
        address: subject.address(),
        warnings,
        administrator: user.administrator,
        devices: user.sees_devices.then_some(user.devices.len()),
        name: subject.user.name,
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
