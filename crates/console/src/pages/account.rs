//! The account: its number, its addresses, and how its owner is reached.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use identity::account::Account;
use identity::names::AccountAlias;
use service::access::Change;
use service::account::{describe, update};
use service::contacts::view::Due;
use service::recovery::{PhoneService, announced_phone, under_way};
use service::users::reset;
use service::{ServiceError, contacts, session};

use super::access::{Warnings, warnings};
use super::answer::{Answer, form_page, go, show as render, show_again};
use super::contacts::{ContactLine, lines};
use crate::notice::Done;
use crate::view::{Moment, Section, Shell, in_groups, segment};
use crate::web::complaint::Complaint;
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::at;
use crate::web::session::SignedIn;
use crate::web::state::Console;

const HERE: &str = "/account";
const EDIT: &str = "/account/edit";
const RULE: &str = "/account/reset-rule";

pub(super) fn routes() -> Router<Console> {
    Router::new()
        .route(HERE, get(show))
        .route(EDIT, get(show_edit).post(take_edit))
        .route(RULE, get(show_rule).post(take_rule))
}

/// What the account is.
#[derive(Template)]
#[template(path = "account/view.html")]
struct AccountPage {
    shell: Shell,
    id: String,
    name: String,
    email: String,
    alias: String,
    phone: String,
    /// A number that will take its place, and when.
    announced: Option<(String, Moment)>,
    /// How many recoveries of root are under way.
    recoveries: usize,
    created: Moment,
    contacts: Vec<ContactLine>,
    due: Option<Due>,
    mail: bool,
    calls: bool,
    /// Where its users sign in, the address to give to people first.
    sign_in: Vec<String>,
    /// Whether it takes two to reset an administrator.
    takes_two: bool,
}

async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let announced = announced_phone::view(console.service(), &signed_in.caller).await?;
    let recoveries = match under_way::run(console.service(), &signed_in.caller).await {
        Ok(found) => found.len(),
        Err(ServiceError::Denied) => 0,
        Err(other) => return Err(other.into()),
    };
    let view = contacts::view::run(console.service(), &signed_in.caller).await?;
    let account = &view.account;
    let now = console.service().now();
    let url = console.public_url();
    let number = account.id.to_string();
    let handles = account.alias.iter().map(AccountAlias::as_str).chain([number.as_str()]);
    render(&AccountPage {
        shell: Shell::of(&signed_in, Section::Account).after(&query),
        takes_two: reset::rule::get(console.service(), &signed_in.caller).await?,
        sign_in: handles.map(|handle| format!("{url}/signin/{}", segment(handle))).collect(),
        id: in_groups(&number),
        created: Moment::new(account.created, now),
        contacts: lines(&view, signed_in.caller.is_root(), now),
        due: view.due,
        mail: view.mail,
        calls: view.calls,
        name: account.name.as_str().to_owned(),
        email: account.email.as_str().to_owned(),
        announced: announced.map(|found| (found.phone, Moment::new(found.due, found.due))),
        recoveries,
        alias: alias_of(account),
        phone: phone_of(account),
    })
}

/// The form that changes it.
#[derive(Template)]
#[template(path = "account/edit.html")]
struct EditPage {
    shell: Shell,
    complaint: Complaint,
    name: String,
    email: String,
    alias: String,
    phone: String,
    url: String,
    /// Whether the address is changed with a code instead.
    mail: bool,
    /// Whether the number is changed with a call instead.
    calls: bool,
    /// What the graph says about giving the telephone number up, where somebody
    /// was about to.
    warnings: Warnings,
}

form_page!(EditPage);

async fn show_edit(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    let account = describe::run(console.service(), &signed_in.caller).await?;
    let fresh = session::confirm::require(console.service(), &signed_in.caller).await;
    fresh.map_err(|error| at(error, EDIT))?;
    render(&EditPage {
        shell: Shell::of(&signed_in, Section::Account),
        complaint: Complaint::default(),
        name: account.name.as_str().to_owned(),
        email: account.email.as_str().to_owned(),
        alias: alias_of(&account),
        phone: phone_of(&account),
        url: console.public_url().to_string(),
        mail: console.service().settings().mail,
        calls: makes_calls(&console),
        warnings: Warnings::default(),
    })
}

fn makes_calls(console: &Console) -> bool {
    console.service().settings().phone != PhoneService::None
}

async fn take_edit(State(console): State<Console>, form: SignedForm) -> Answer {
    let account = describe::run(console.service(), &form.caller).await?;
    let typed = |name: &str| form.fields.text(name).to_owned();
    // Fields that the form shows only to read do not come back.
    let kept = |name: &str, present: &str| {
        if form.fields.ticked(name) { typed(name) } else { present.to_owned() }
    };
    let command = update::Update {
        name: kept("name", account.name.as_str()),
        email: kept("email", account.email.as_str()),
        alias: typed("alias"),
        phone: kept("phone", &phone_of(&account)),
    };
    let gives_up = command.phone.trim().is_empty() && account.phone.is_some();
    let mut asked = Warnings::default();
    let updated = if gives_up && form.caller.is_root() && !form.fields.ticked("without_phone") {
        asked = warnings(&console, &form.caller, Change::Number).await?;
        let why = "say below that you mean to be without a number, or type one".to_owned();
        Err(ServiceError::Invalid { field: "phone", why })
    } else {
        update::run(console.service(), &form.caller, command.clone()).await
    };
    match updated {
        Ok(()) if !form.caller.is_root() && command.phone.trim() != phone_of(&account) => {
            go(&Done::PhoneAnnounced.at(HERE))
        }
        Ok(()) => go(&Done::AccountUpdated.at(HERE)),
        Err(error) => show_again(&EditPage {
            shell: Shell::new(&form.caller, &form.form_token, Section::Account),
            complaint: mendable(error, EDIT)?,
            name: command.name,
            email: command.email,
            alias: command.alias,
            phone: command.phone,
            url: console.public_url().to_string(),
            mail: console.service().settings().mail,
            calls: makes_calls(&console),
            warnings: asked,
        }),
    }
}

/// The rule about resetting an administrator.
#[derive(Template)]
#[template(path = "account/reset_rule.html")]
struct RulePage {
    shell: Shell,
    takes_two: bool,
}

async fn show_rule(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    if !signed_in.caller.is_administrator() {
        return Err(ServiceError::Denied.into());
    }
    let fresh = session::confirm::require(console.service(), &signed_in.caller).await;
    fresh.map_err(|error| at(error, RULE))?;
    render(&RulePage {
        shell: Shell::of(&signed_in, Section::Account),
        takes_two: reset::rule::get(console.service(), &signed_in.caller).await?,
    })
}

async fn take_rule(State(console): State<Console>, form: SignedForm) -> Answer {
    // What the page said when it was read, not the opposite of what is now.
    let two = form.fields.text("two") == "yes";
    let set = reset::rule::set(console.service(), &form.caller, two).await;
    set.map_err(|error| at(error, RULE))?;
    go(&Done::ResetRuleSet.at(HERE))
}

fn alias_of(account: &Account) -> String {
    account.alias.as_ref().map_or_else(String::new, |alias| alias.as_str().to_owned())
}

fn phone_of(account: &Account) -> String {
    account.phone.as_ref().map_or_else(String::new, |phone| phone.as_str().to_owned())
}
