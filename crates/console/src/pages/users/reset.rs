//! Resetting a colleague in one step; asking for it, and approving it, where it
//! takes two.

use askama::Template;
use axum::extract::{Path, State};
use service::users::reset;

use super::{Subject, user_page};
use crate::notice::Done;
use crate::pages::answer::{Answer, go, show as render};
use crate::view::{Moment, Shell};
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::state::Console;

/// Is a request that waits, on a page.
pub(super) struct WaitingView {
    pub(super) asked_by: String,
    pub(super) asked_at: Moment,
    pub(super) until: Moment,
    pub(super) by_caller: bool,
}

impl WaitingView {
    pub(super) fn new(waiting: reset::Waiting, now: identity::Timestamp) -> Self {
        Self {
            asked_by: waiting.asked_by,
            asked_at: Moment::new(waiting.asked_at, now),
            until: Moment::new(waiting.until, now),
            by_caller: waiting.by_caller,
        }
    }
}

#[derive(Template)]
#[template(path = "users/reset.html")]
struct ResetPage {
    shell: Shell,
    name: String,
    address: String,
    /// The names of the devices that go.
    devices: Vec<String>,
    codes: u64,
    console_password: bool,
    /// Whether another administrator must approve.
    takes_two: bool,
    waiting: Option<WaitingView>,
}

impl ResetPage {
    /// Says whether this page approves what somebody else asked for.
    fn approves(&self) -> bool {
        self.takes_two && self.waiting.as_ref().is_some_and(|waiting| !waiting.by_caller)
    }
}

fn here(name: &str) -> String {
    format!("{}/reset", user_page(name))
}

pub(super) async fn show(State(console): State<Console>, subject: Subject) -> Answer {
    let (shell, address, user) = (subject.shell(), subject.address(), subject.user);
    render(&ResetPage {
        shell,
        address,
        devices: user.devices.iter().map(|device| device.name.clone()).collect(),
        codes: user.recovery_codes,
        console_password: user.console_password.is_some(),
        takes_two: user.reset_takes_two,
        waiting: user.reset.map(|waiting| WaitingView::new(waiting, console.service().now())),
        name: user.name,
    })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(name): Path<String>,
    form: SignedForm,
) -> Answer {
    let done = reset::run::run(console.service(), &form.caller, &name).await;
    let done = match done.map_err(|error| at(error, &here(&name)))? {
        reset::Outcome::Done(_) => Done::UserReset,
        reset::Outcome::Asked => Done::ResetAsked,
    };
    go(&done.at(&user_page(&name)))
}

pub(super) async fn approve(
    State(console): State<Console>,
    Path(name): Path<String>,
    form: SignedForm,
) -> Answer {
    let done = reset::run::approve(console.service(), &form.caller, &name).await;
    done.map_err(|error| at(error, &here(&name)))?;
    go(&Done::UserReset.at(&user_page(&name)))
}

pub(super) async fn dismiss(
    State(console): State<Console>,
    Path(name): Path<String>,
    form: SignedForm,
) -> Answer {
    let done = reset::dismiss::run(console.service(), &form.caller, &name).await;
    done.map_err(|error| at(error, &here(&name)))?;
    go(&Done::ResetDismissed.at(&user_page(&name)))
}
