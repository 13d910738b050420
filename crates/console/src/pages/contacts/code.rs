//! Typing the code that was sent to an address.

use askama::Template;
use axum::extract::{Path, State};
use identity::contact::Contact;
use service::contacts::{confirm, view};
use service::{Caller, ServiceError};

use super::super::answer::{Answer, form_page, go, show as render, show_again};
use super::shown::{by_mail, title};
use crate::notice::Done;
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::Refusal;
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// The form that takes the code.
#[derive(Template)]
#[template(path = "contacts/code.html")]
struct CodePage {
    shell: Shell,
    complaint: Complaint,
    key: &'static str,
    title: &'static str,
    /// Where the code was sent; nothing when none is waited for.
    sent_to: Option<String>,
}

form_page!(CodePage);

async fn page(
    console: &Console,
    shell: Shell,
    caller: &Caller,
    contact: Contact,
) -> Result<CodePage, Refusal> {
    let view = view::run(console.service(), caller).await?;
    let listed = view.contacts.into_iter().find(|listed| listed.contact == contact);
    Ok(CodePage {
        shell,
        complaint: Complaint::default(),
        key: contact.key(),
        title: title(contact),
        sent_to: listed.and_then(|listed| listed.pending),
    })
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Answer {
    let contact = by_mail(&key)?;
    let shell = Shell::of(&signed_in, Section::Account);
    render(&page(&console, shell, &signed_in.caller, contact).await?)
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(key): Path<String>,
    form: SignedForm,
) -> Answer {
    let contact = by_mail(&key)?;
    let code = form.fields.text("code");
    let error = match confirm::run(console.service(), &form.caller, contact, code).await {
        Ok(()) => return go(&Done::ContactConfirmed.at("/account")),
        // The page says that no code is waited for any more.
        Err(ServiceError::Gone(_)) => None,
        Err(error) => Some(error),
    };
    let shell = Shell::new(&form.caller, &form.form_token, Section::Account);
    let page = page(&console, shell, &form.caller, contact).await?;
    match error {
        None => render(&page),
        Some(error) => {
            let here = format!("/account/contacts/{}/code", contact.key());
            show_again(&CodePage { complaint: mendable(error, &here)?, ..page })
        }
    }
}
