//! An administrator's demand that only passkeys sign a user in.

use askama::Template;
use axum::extract::{Path, State};
use service::passkeys::only::{self, View};

use super::{Subject, user_page};
use crate::notice::Done;
use crate::pages::answer::{Answer, go, show as render};
use crate::view::Shell;
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "users/passkeys_only.html")]
struct RulePage {
    shell: Shell,
    name: String,
    address: String,
    view: View,
    /// Whether an administrator demands it already.
    demanded: bool,
}

pub(super) async fn show(State(console): State<Console>, subject: Subject) -> Answer {
    let caller = &subject.signed_in.caller;
    let view = only::of_user(console.service(), caller, &subject.user.name).await?;
    render(&RulePage {
        shell: subject.shell(),
        address: subject.address(),
        demanded: view.rule.is_some_and(|rule| rule.demanded),
        view,
        name: subject.user.name,
    })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(name): Path<String>,
    form: SignedForm,
) -> Answer {
    let address = user_page(&name);
    let on = form.fields.text("only") == "yes";
    let set = only::set_of_user(console.service(), &form.caller, &name, on).await;
    set.map_err(|error| at(error, &format!("{address}/passkeys-only")))?;
    go(&Done::UserPasskeyRule.at(&address))
}
