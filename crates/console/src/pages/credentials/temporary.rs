//! Ending one's own temporary credentials, having been told what that means.

use askama::Template;
use axum::extract::State;
use service::sts::revoke;

use super::OVERVIEW;
use crate::notice::Done;
use crate::pages::answer::{Answer, go, show as render};
use crate::view::{Section, Shell};
use crate::web::forms::SignedForm;
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// Where they are ended.
pub(super) const TEMPORARY: &str = "/credentials/temporary";

#[derive(Template)]
#[template(path = "credentials/temporary.html")]
struct TemporaryPage {
    shell: Shell,
}

pub(super) async fn show(signed_in: SignedIn) -> Answer {
    render(&TemporaryPage { shell: Shell::of(&signed_in, Section::Credentials) })
}

pub(super) async fn take(State(console): State<Console>, form: SignedForm) -> Answer {
    revoke::own(console.service(), &form.caller).await?;
    go(&Done::CredentialsEnded.at(OVERVIEW))
}
