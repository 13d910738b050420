//! One-time links (the first account of a new store, a new root password), open
//! sign-up, and the page that greets the owner of a new account.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use service::contacts::view::Due;
use service::set_up::view::Offer;
use service::set_up::{first_account, root_password, sign_up, view};
use service::signin::SignedIn as Begun;
use service::{LinkToken, ServiceError, contacts};

use super::answer::{Answer, form_page, go, show, show_again, with_cookie, with_sign_in};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::fields::Fields;
use crate::web::forms::OpenForm;
use crate::web::refusal::Refusal;
use crate::web::session::SignedIn;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

pub(super) fn routes() -> Router<Console> {
    Router::new()
        .route("/set-up", get(show_link).post(take_link))
        .route("/set-up/{token}", get(open_link))
        .route("/sign-up", get(show_sign_up).post(take_sign_up))
        .route("/welcome", get(show_welcome))
}

/// A new account: the first one, or one by open sign-up.
#[derive(Template)]
#[template(path = "set_up/account.html")]
struct AccountPage {
    form_token: String,
    /// Whether it is the first account of the service.
    first: bool,
    name: String,
    email: String,
    complaint: Complaint,
}

form_page!(AccountPage);

impl AccountPage {
    fn new(visitor: &Visitor, first: bool) -> Self {
        Self {
            form_token: visitor.form_token(),
            first,
            name: String::new(),
            email: String::new(),
            complaint: Complaint::default(),
        }
    }

    fn again(visitor: &Visitor, first: bool, fields: &Fields, error: &ServiceError) -> Answer {
        let complaint = match error {
            ServiceError::Taken(_) => Complaint::at("email", error),
            other => Complaint::new(other),
        };
        show_again(&Self {
            name: fields.text("name").to_owned(),
            email: fields.text("email").to_owned(),
            complaint,
            ..Self::new(visitor, first)
        })
    }
}

/// A new password for a root user.
#[derive(Template)]
#[template(path = "set_up/root_password.html")]
struct RootPasswordPage {
    form_token: String,
    account_name: String,
    account: String,
    email: String,
    complaint: Complaint,
}

form_page!(RootPasswordPage);

impl RootPasswordPage {
    fn new(visitor: &Visitor, account: &identity::account::Account) -> Self {
        Self {
            form_token: visitor.form_token(),
            account_name: account.name.as_str().to_owned(),
            account: account.handle(),
            email: account.email.as_str().to_owned(),
            complaint: Complaint::default(),
        }
    }
}

/// A link that is good for nothing any more.
#[derive(Template)]
#[template(path = "set_up/gone.html")]
struct GonePage;

fn gone() -> Answer {
    Ok((StatusCode::GONE, show(&GonePage)?).into_response())
}

/// Takes the token out of the address, where it could be seen, and into a
/// cookie. Opening uses nothing up: programs that look into mails open links.
async fn open_link(State(console): State<Console>, Path(token): Path<String>) -> Answer {
    match LinkToken::parse(&token) {
        Some(_) => Ok(with_cookie(go("/set-up")?, Cookie::SetUp.set(&token, console.public_url()))),
        None => gone(),
    }
}

/// Returns the link that this browser has opened and what it is good for.
async fn offer(
    console: &Console,
    visitor: &Visitor,
) -> Result<Option<(LinkToken, Offer)>, Refusal> {
    let Some(token) = visitor.set_up() else { return Ok(None) };
    match view::run(console.service(), &token).await {
        Ok(offer) => Ok(Some((token, offer))),
        Err(ServiceError::Gone(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

async fn show_link(State(console): State<Console>, visitor: Visitor) -> Answer {
    match offer(&console, &visitor).await? {
        Some((_, Offer::FirstAccount)) => show(&AccountPage::new(&visitor, true)),
        Some((_, Offer::RootPassword(account))) => show(&RootPasswordPage::new(&visitor, &account)),
        None => gone(),
    }
}

async fn take_link(State(console): State<Console>, form: OpenForm) -> Answer {
    match offer(&console, &form.visitor).await? {
        Some((token, Offer::FirstAccount)) => take_first_account(&console, form, token).await,
        Some((token, Offer::RootPassword(account))) => {
            let tried = match form.fields.new_password() {
                Err(differs) => Err(differs),
                Ok(password) => {
                    let peer = form.visitor.peer();
                    let command = root_password::RootPassword { token, password, peer };
                    root_password::run(console.service(), command).await
                }
            };
            match tried {
                Ok(()) => Ok(with_cookie(
                    go("/signin?as=root&done=password-set")?,
                    Cookie::SetUp.clear(console.public_url()),
                )),
                Err(ServiceError::Gone(_)) => gone(),
                Err(error) if is_about_the_form(&error) => {
                    let mut page = RootPasswordPage::new(&form.visitor, &account);
                    page.complaint = Complaint::new(&error);
                    show_again(&page)
                }
                Err(other) => Err(other.into()),
            }
        }
        None => gone(),
    }
}

async fn take_first_account(console: &Console, form: OpenForm, token: LinkToken) -> Answer {
    let OpenForm { visitor, fields } = form;
    let tried = match fields.new_password() {
        Err(differs) => Err(differs),
        Ok(password) => {
            let command = first_account::FirstAccount {
                token,
                name: fields.text("name").to_owned(),
                email: fields.text("email").to_owned(),
                password,
                origin: visitor.origin(),
            };
            first_account::run(console.service(), command).await
        }
    };
    match tried {
        Ok(begun) => welcome(console, &visitor, &begun).await,
        Err(ServiceError::Gone(_)) => gone(),
        Err(error) if is_about_the_form(&error) => {
            AccountPage::again(&visitor, true, &fields, &error)
        }
        Err(other) => Err(other.into()),
    }
}

async fn show_sign_up(State(console): State<Console>, visitor: Visitor) -> Answer {
    if !console.service().settings().open_sign_up {
        return Err(Refusal::NoPage);
    }
    show(&AccountPage::new(&visitor, false))
}

async fn take_sign_up(State(console): State<Console>, form: OpenForm) -> Answer {
    if !console.service().settings().open_sign_up {
        return Err(Refusal::NoPage);
    }
    let OpenForm { visitor, fields } = form;
    let tried = match fields.new_password() {
        Err(differs) => Err(differs),
        Ok(password) => {
            let command = sign_up::SignUp {
                name: fields.text("name").to_owned(),
                email: fields.text("email").to_owned(),
                password,
                origin: visitor.origin(),
            };
            sign_up::run(console.service(), command).await
        }
    };
    match tried {
        Ok(begun) => welcome(&console, &visitor, &begun).await,
        Err(error) if is_about_the_form(&error) => {
            AccountPage::again(&visitor, false, &fields, &error)
        }
        Err(other) => Err(other.into()),
    }
}

/// Says whether the person can mend it in the form.
fn is_about_the_form(error: &ServiceError) -> bool {
    matches!(
        error,
        ServiceError::Invalid { .. }
            | ServiceError::UnfitPassword(_)
            | ServiceError::Taken(_)
            | ServiceError::Wait(_)
    )
}

/// Leads the owner of a new account, who is signed in now, to the next step.
async fn welcome(console: &Console, visitor: &Visitor, begun: &Begun) -> Answer {
    let answer = with_sign_in(go("/welcome")?, console, visitor, begun).await;
    Ok(with_cookie(answer, Cookie::SetUp.clear(console.public_url())))
}

/// Why two devices, and the way to the first.
#[derive(Template)]
#[template(path = "set_up/welcome.html")]
struct WelcomePage {
    shell: Shell,
    account_name: String,
    email: String,
    /// Whether the address can be confirmed, and is not yet.
    confirms_address: bool,
}

async fn show_welcome(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    if !signed_in.caller.is_root() {
        return go("/");
    }
    let found = contacts::view::run(console.service(), &signed_in.caller).await?;
    let account = &found.account;
    show(&WelcomePage {
        shell: Shell::of(&signed_in, Section::Between),
        confirms_address: found.due == Some(Due::Unconfirmed),
        account_name: account.name.as_str().to_owned(),
        email: account.email.as_str().to_owned(),
    })
}
