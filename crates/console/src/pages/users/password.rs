//! Giving a user a one-time console password, and taking the password away.

use askama::Template;
use axum::extract::{Path, State};
use service::ServiceError;
use service::access::Change;
use service::users::view::{self, View};
use service::users::{ConsoleAccess, set_password};

use super::given::show_once;
use super::{Subject, user_page};
use crate::notice::Done;
use crate::pages::access::{Warnings, warnings};
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::at;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "users/password.html")]
struct PasswordPage {
    shell: Shell,
    complaint: Complaint,
    name: String,
    address: String,
    had_one: bool,
    /// How many, where they may be seen.
    devices: Option<usize>,
}

form_page!(PasswordPage);

impl PasswordPage {
    fn new(shell: Shell, user: View) -> Self {
        Self {
            shell,
            complaint: Complaint::default(),
            address: user_page(&user.name),
            name: user.name,
            had_one: user.console_password.is_some(),
            devices: user.sees_devices.then_some(user.devices.len()),
        }
    }
}

pub(super) async fn show(subject: Subject) -> Answer {
    render(&PasswordPage::new(subject.shell(), subject.user))
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(name): Path<String>,
    form: SignedForm,
) -> Answer {
    let (svc, caller) = (console.service(), &form.caller);
    let user = view::run(svc, caller, &name).await?;
    match set_password::run(svc, caller, &name, ConsoleAccess::OneTime).await {
        Ok(Some(text)) => show_once(&console, &form, false, &user.name, &text).await,
        Ok(None) => go(&user_page(&user.name)),
        Err(error) => {
            let here = format!("{}/password", user_page(&user.name));
            let complaint = mendable(error, &here)?;
            let shell = Shell::new(caller, &form.form_token, Section::Users);
            show_again(&PasswordPage { complaint, ..PasswordPage::new(shell, user) })
        }
    }
}

/// The page before a password is taken away.
#[derive(Template)]
#[template(path = "users/password_remove.html")]
struct RemovalPage {
    shell: Shell,
    name: String,
    address: String,
    /// What the graph says about it.
    warnings: Warnings,
}

pub(super) async fn show_removal(State(console): State<Console>, subject: Subject) -> Answer {
    if subject.user.console_password.is_none() {
        return Err(ServiceError::NotFound("password").into());
    }
    let gone = Change::Password(subject.user.name.clone());
    let warnings = warnings(&console, &subject.signed_in.caller, gone).await?;
    let (shell, address) = (subject.shell(), subject.address());
    render(&RemovalPage { shell, name: subject.user.name, address, warnings })
}

pub(super) async fn take_removal(
    State(console): State<Console>,
    Path(name): Path<String>,
    form: SignedForm,
) -> Answer {
    let address = user_page(&name);
    let removed =
        set_password::run(console.service(), &form.caller, &name, ConsoleAccess::None).await;
    removed.map_err(|error| at(error, &format!("{address}/password/remove")))?;
    go(&Done::UserPasswordRemoved.at(&address))
}
