//! The rule that only passkeys sign the caller in: what it means, set and given up.

use askama::Template;
use axum::extract::State;
use service::passkeys::only::{self, View};
use service::session;

use super::OVERVIEW;
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::at;
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// Where the rule is set.
pub(super) const PASSKEYS_ONLY: &str = "/credentials/passkeys-only";

#[derive(Template)]
#[template(path = "credentials/passkeys_only.html")]
struct RulePage {
    shell: Shell,
    complaint: Complaint,
    view: View,
    /// Whether an administrator demands it.
    demanded: bool,
}

form_page!(RulePage);

impl RulePage {
    fn new(shell: Shell, complaint: Complaint, view: View) -> Self {
        let demanded = view.rule.is_some_and(|rule| rule.demanded);
        Self { shell, complaint, view, demanded }
    }
}

pub(super) async fn show(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    let (svc, caller) = (console.service(), &signed_in.caller);
    session::confirm::require(svc, caller).await.map_err(|error| at(error, PASSKEYS_ONLY))?;
    let view = only::own(svc, caller).await?;
    let shell = Shell::of(&signed_in, Section::Credentials);
    render(&RulePage::new(shell, Complaint::default(), view))
}

pub(super) async fn take(State(console): State<Console>, form: SignedForm) -> Answer {
    // What the page said when it was read, not the opposite of what is now.
    let on = form.fields.text("only") == "yes";
    let (svc, caller) = (console.service(), &form.caller);
    let error = match only::set_own(svc, caller, on).await {
        Ok(()) if on => return go(&Done::PasskeysOnly.at(OVERVIEW)),
        Ok(()) => return go(&Done::CodesAgain.at(OVERVIEW)),
        Err(error) => error,
    };
    let complaint = mendable(error, PASSKEYS_ONLY)?.of_form();
    let view = only::own(svc, caller).await?;
    let shell = Shell::new(caller, &form.form_token, Section::Credentials);
    show_again(&RulePage::new(shell, complaint, view))
}
