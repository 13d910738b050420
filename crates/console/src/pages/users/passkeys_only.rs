//! An administrator's demand that only passkeys sign a user in.

use askama::Template;
use axum::extract::{Path, State};
use service::passkeys::only::{self, View};
use service::session;
use service::users::view;

use super::user_page;
use crate::notice::Done;
use crate::pages::answer::{Answer, go, show as render};
use crate::view::{Section, Shell};
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::session::SignedIn;
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

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(name): Path<String>,
) -> Answer {
    let (svc, caller) = (console.service(), &signed_in.caller);
    let user = view::run(svc, caller, &name).await?;
    let address = user_page(&user.name);
    let here = format!("{address}/passkeys-only");
    session::confirm::require(svc, caller).await.map_err(|error| at(error, &here))?;
    let found = only::of_user(svc, caller, &user.name).await?;
    render(&RulePage {
        shell: Shell::of(&signed_in, Section::Users),
        demanded: found.rule.is_some_and(|rule| rule.demanded),
        name: user.name,
        address,
        view: found,
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
