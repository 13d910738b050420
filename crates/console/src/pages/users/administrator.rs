//! Making a user administrator, or no longer.

use askama::Template;
use axum::extract::{Path, State};
use service::access::Change;
use service::session;
use service::users::{set_administrator, view};

use super::user_page;
use crate::notice::Done;
use crate::pages::access::{Warnings, warnings};
use crate::pages::answer::{Answer, go, show as render};
use crate::view::{Section, Shell};
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "users/administrator.html")]
struct AdministratorPage {
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
    let here = format!("{address}/administrator");
    session::confirm::require(svc, caller).await.map_err(|error| at(error, &here))?;
    let warnings = if user.administrator {
        warnings(&console, caller, Change::Administrator(user.name.clone())).await?
    } else {
        Warnings::default()
    };
    render(&AdministratorPage {
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
    let address = user_page(&name);
    // What the page said when it was read, not the opposite of what is now.
    let make = form.fields.text("administrator") == "yes";
    let set = set_administrator::run(console.service(), &form.caller, &name, make).await;
    set.map_err(|error| at(error, &format!("{address}/administrator")))?;
    let done = if make { Done::AdministratorMade } else { Done::AdministratorUnmade };
    go(&done.at(&address))
}
