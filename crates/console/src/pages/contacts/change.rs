//! Entering an address, to which a code is then sent.

use askama::Template;
use axum::extract::{Path, State};
use identity::contact::Contact;
use service::contacts::{send_code, view};
use service::session;

use super::super::answer::{Answer, form_page, go, show as render, show_again};
use super::shown::{by_mail, purpose, title};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::at;
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// The form that takes an address.
#[derive(Template)]
#[template(path = "contacts/change.html")]
struct ChangePage {
    shell: Shell,
    complaint: Complaint,
    key: &'static str,
    title: &'static str,
    purpose: &'static str,
    alternate: bool,
    /// The address in force; empty where there is none.
    present: String,
    confirmed: bool,
    address: String,
    name: String,
}

form_page!(ChangePage);

async fn page(
    console: &Console,
    shell: Shell,
    caller: &service::Caller,
    contact: Contact,
) -> Result<ChangePage, crate::web::refusal::Refusal> {
    let view = view::run(console.service(), caller).await?;
    let listed = view.contacts.iter().find(|listed| listed.contact == contact);
    let present = listed.and_then(|listed| listed.value.clone()).unwrap_or_default();
    Ok(ChangePage {
        shell,
        complaint: Complaint::default(),
        key: contact.key(),
        title: title(contact),
        purpose: purpose(contact),
        alternate: contact.is_alternate(),
        confirmed: listed.is_some_and(|listed| listed.confirmed.is_some()),
        name: listed.map(|listed| listed.name.clone()).unwrap_or_default(),
        address: present.clone(),
        present,
    })
}

fn here(contact: Contact) -> String {
    format!("/account/contacts/{}", contact.key())
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Answer {
    let contact = by_mail(&key)?;
    let fresh = session::confirm::require(console.service(), &signed_in.caller).await;
    fresh.map_err(|error| at(error, &here(contact)))?;
    let shell = Shell::of(&signed_in, Section::Account);
    render(&page(&console, shell, &signed_in.caller, contact).await?)
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(key): Path<String>,
    form: SignedForm,
) -> Answer {
    let contact = by_mail(&key)?;
    let command = send_code::SendCode {
        contact,
        address: form.fields.text("address").to_owned(),
        name: form.fields.text("name").to_owned(),
    };
    match send_code::run(console.service(), &form.caller, command.clone()).await {
        Ok(()) => go(&format!("{}/code", here(contact))),
        Err(error) => {
            let shell = Shell::new(&form.caller, &form.form_token, Section::Account);
            let page = page(&console, shell, &form.caller, contact).await?;
            show_again(&ChangePage {
                complaint: mendable(error, &here(contact))?,
                address: command.address,
                name: command.name,
                ..page
            })
        }
    }
}
