//! A forgotten root password: asking for a link, and choosing a new password with
//! it. The answer to the first is the same for everybody, and goes out before
//! anything is looked up.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use identity::account::Account;
use service::forgotten::{request, reset, view};
use service::{LinkToken, ServiceError};

use super::answer::{Answer, form_page, go, show, show_again, with_cookie};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::refusal::Refusal;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

const HERE: &str = "/forgotten";
const SENT: &str = "/forgotten/sent";
const NEW: &str = "/forgotten/new";

pub(super) fn routes() -> Router<Console> {
    Router::new()
        .route(HERE, get(show_ask).post(take_ask))
        .route(SENT, get(show_sent))
        .route(NEW, get(show_new).post(take_new))
        .route("/forgotten/{token}", get(open_link))
}

/// The form that asks for a link.
#[derive(Template)]
#[template(path = "forgotten/ask.html")]
struct AskPage {
    form_token: String,
    complaint: Complaint,
    email: String,
    /// Whether mail is sent at all.
    mail: bool,
}

form_page!(AskPage);

/// What is said to everybody who has asked.
#[derive(Template)]
#[template(path = "forgotten/sent.html")]
struct SentPage;

/// The form that takes the new password.
#[derive(Template)]
#[template(path = "forgotten/new.html")]
struct NewPage {
    form_token: String,
    complaint: Complaint,
    account_name: String,
    account: String,
    email: String,
}

form_page!(NewPage);

impl NewPage {
    fn new(visitor: &Visitor, account: &Account) -> Self {
        Self {
            form_token: visitor.form_token(),
            complaint: Complaint::default(),
            account_name: account.name.as_str().to_owned(),
            account: account.id.to_string(),
            email: account.email.as_str().to_owned(),
        }
    }
}

/// The page behind a link that is used up or too old.
#[derive(Template)]
#[template(path = "forgotten/gone.html")]
struct GonePage;

fn gone() -> Answer {
    Ok((StatusCode::GONE, show(&GonePage)?).into_response())
}

async fn show_ask(State(console): State<Console>, visitor: Visitor) -> Answer {
    show(&AskPage {
        form_token: visitor.form_token(),
        complaint: Complaint::default(),
        email: String::new(),
        mail: console.service().settings().mail,
    })
}

async fn take_ask(State(console): State<Console>, form: OpenForm) -> Answer {
    let OpenForm { visitor, fields } = form;
    let email = fields.text("email").to_owned();
    let command = request::Request { email: email.clone(), origin: visitor.origin() };
    match request::run(console.service(), command).await {
        Ok(taken) => {
            // After the answer, so that its time does not tell who exists.
            let service = console.service().clone();
            tokio::spawn(async move {
                if let Err(error) = taken.carry_out(&service).await {
                    tracing::warn!(%error, "a link for a forgotten password was not sent");
                }
            });
            go(SENT)
        }
        Err(error @ (ServiceError::Invalid { .. } | ServiceError::Wait(_))) => {
            show_again(&AskPage {
                form_token: visitor.form_token(),
                complaint: Complaint::new(&error),
                email,
                mail: true,
            })
        }
        Err(other) => Err(other.into()),
    }
}

async fn show_sent() -> Answer {
    show(&SentPage)
}

/// Takes the token out of the address, where it could be seen, and into a
/// cookie. Opening uses nothing up: programs that look into mails open links.
async fn open_link(State(console): State<Console>, Path(token): Path<String>) -> Answer {
    match LinkToken::parse(&token) {
        Some(_) => Ok(with_cookie(go(NEW)?, Cookie::Forgotten.set(&token, console.public_url()))),
        None => gone(),
    }
}

/// Returns the link that this browser has opened, and whose password it is for.
async fn offer(
    console: &Console,
    visitor: &Visitor,
) -> Result<Option<(LinkToken, Account)>, Refusal> {
    let Some(token) = visitor.forgotten() else { return Ok(None) };
    match view::run(console.service(), &token).await {
        Ok(account) => Ok(Some((token, account))),
        Err(ServiceError::Gone(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

async fn show_new(State(console): State<Console>, visitor: Visitor) -> Answer {
    match offer(&console, &visitor).await? {
        Some((_, account)) => show(&NewPage::new(&visitor, &account)),
        None => gone(),
    }
}

async fn take_new(State(console): State<Console>, form: OpenForm) -> Answer {
    let OpenForm { visitor, fields } = form;
    let Some((token, account)) = offer(&console, &visitor).await? else { return gone() };
    let tried = match fields.new_password() {
        Err(differs) => Err(differs),
        Ok(password) => {
            let command = reset::Reset { token, password, origin: visitor.origin() };
            reset::run(console.service(), command).await
        }
    };
    match tried {
        Ok(()) => Ok(with_cookie(
            go("/signin?as=root&done=password-set")?,
            Cookie::Forgotten.clear(console.public_url()),
        )),
        Err(ServiceError::Gone(_)) => gone(),
        Err(
            error @ (ServiceError::Invalid { .. }
            | ServiceError::UnfitPassword(_)
            | ServiceError::Wait(_)),
        ) => {
            let page = NewPage::new(&visitor, &account);
            show_again(&NewPage { complaint: Complaint::new(&error), ..page })
        }
        Err(other) => Err(other.into()),
    }
}
