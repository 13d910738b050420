//! Giving up an alternate contact.

use askama::Template;
use axum::extract::{Path, State};
use service::contacts::{remove, view};
use service::session;

use super::super::answer::{Answer, go, show as render};
use super::shown::{by_mail, title};
use crate::notice::Done;
use crate::view::{Section, Shell};
use crate::web::forms::SignedForm;
use crate::web::refusal::{Refusal, at};
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "contacts/remove.html")]
struct RemovePage {
    shell: Shell,
    key: &'static str,
    title: &'static str,
    value: String,
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Answer {
    let contact = by_mail(&key)?;
    let here = format!("/account/contacts/{}/remove", contact.key());
    let fresh = session::confirm::require(console.service(), &signed_in.caller).await;
    fresh.map_err(|error| at(error, &here))?;
    let view = view::run(console.service(), &signed_in.caller).await?;
    let listed = view.contacts.into_iter().find(|listed| listed.contact == contact);
    let value = listed.and_then(|listed| listed.value).ok_or(Refusal::NoPage)?;
    render(&RemovePage {
        shell: Shell::of(&signed_in, Section::Account),
        key: contact.key(),
        title: title(contact),
        value,
    })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(key): Path<String>,
    form: SignedForm,
) -> Answer {
    let contact = by_mail(&key)?;
    let here = format!("/account/contacts/{}/remove", contact.key());
    remove::run(console.service(), &form.caller, contact)
        .await
        .map_err(|error| at(error, &here))?;
    go(&Done::ContactRemoved.at("/account"))
}
