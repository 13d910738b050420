//! Making a user administrator, or no longer.

use askama::Template;
use axum::extract::{Path, State};
use service::access::Change;
use service::users::set_administrator;

use super::{Subject, user_page};
use crate::notice::Done;
use crate::pages::access::{Warnings, warnings};
use crate::pages::answer::{Answer, go, show as render};
use crate::view::Shell;
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "users/administrator.html")]
struct AdministratorPage {
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
    let warnings = if user.administrator {
        warnings(&console, caller, Change::Administrator(user.name.clone())).await?
    } else {
        Warnings::default()
    };
    render(&AdministratorPage {
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
    let address = user_page(&name);
    // What the page said when it was read, not the opposite of what is now.
    let make = form.fields.text("administrator") == "yes";
    let set = set_administrator::run(console.service(), &form.caller, &name, make).await;
    set.map_err(|error| at(error, &format!("{address}/administrator")))?;
    let done = if make { Done::AdministratorMade } else { Done::AdministratorUnmade };
    go(&done.at(&address))
}
