//! Signing in: who and password on one page, the code on the next, a new
//! password where the old one was given by somebody else.

mod factor;
mod names;
mod new_password;

pub(super) use factor::may_be_out_of_step;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::{get, post};
use service::ServiceError;
use service::signin::{PendingView, Step, pending, sign_out};

use super::answer::{Answer, go, show, with_cookie, with_sign_in};
use crate::view::address;
use crate::web::cookies::Cookie;
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::refusal::Refusal;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

pub(super) fn routes() -> Router<Console> {
    Router::new()
        .route("/signin", get(names::show_names).post(names::take_names))
        .route("/signin/code", get(factor::show_code).post(factor::take_code))
        .route("/signin/resync", get(factor::show_pair).post(factor::take_pair))
        .route("/signin/new-password", get(new_password::show_page).post(new_password::take))
        .route("/signin/help", get(show_help))
        .route("/signin/{account}", get(names::show_account))
        .route("/signout", post(leave))
}

/// Goes to the next page of a sign-in, with its cookie.
async fn go_on(console: &Console, visitor: &Visitor, step: Step, then: &str) -> Answer {
    let url = console.public_url();
    let next = |page: &str| go(&address(page, &[("then", unless_first(then))]));
    Ok(match step {
        Step::SecondFactor(token) => {
            with_cookie(next("/signin/code")?, Cookie::SignIn.set(&token.expose(), url))
        }
        Step::NewPassword(token) => {
            with_cookie(next("/signin/new-password")?, Cookie::SignIn.set(&token.expose(), url))
        }
        Step::Complete(done) => with_sign_in(go(then)?, console, visitor, &done).await,
    })
}

/// Goes back to the beginning, saying that the sign-in was not finished in time.
fn start_again(then: &str) -> Answer {
    go(&address("/signin", &[("done", "over"), ("then", unless_first(then))]))
}

/// Leaves the first page out of addresses: it is where one goes anyway.
fn unless_first(then: &str) -> &str {
    if then == "/" { "" } else { then }
}

/// Reads the query of a page.
fn query(raw: Option<String>) -> Result<Fields, Refusal> {
    Fields::parse(raw.unwrap_or_default().as_bytes())
}

/// Returns the pending sign-in of this browser, if there is one that is good.
async fn find(console: &Console, visitor: &Visitor) -> Result<Option<PendingView>, Refusal> {
    let Some(token) = visitor.bearer(Cookie::SignIn) else { return Ok(None) };
    match pending::run(console.service(), &token).await {
        Ok(view) => Ok(Some(view)),
        Err(ServiceError::Gone(_) | ServiceError::SignedOut) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// Returns the pending sign-in to show again after a refusal that the person can
/// do something about; `None` when it is over.
async fn stays(
    console: &Console,
    visitor: &Visitor,
    error: &ServiceError,
) -> Result<Option<PendingView>, Refusal> {
    match error {
        ServiceError::Unavailable(detail) => Err(ServiceError::Unavailable(detail.clone()).into()),
        ServiceError::Fault(detail) => Err(ServiceError::Fault(detail.clone()).into()),
        _ => find(console, visitor).await,
    }
}

/// What to do when the way in does not open.
#[derive(Template)]
#[template(path = "signin/help.html")]
struct HelpPage {
    /// Whether somebody of this browser stands before the code page.
    pending: bool,
    root: bool,
    back: String,
    resync: String,
}

async fn show_help(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Answer {
    let query = query(raw)?;
    let who = find(&console, &visitor).await?;
    let then = crate::view::own_address(query.given("then"));
    let waits_for_code = who.as_ref().is_some_and(|who| !who.new_password);
    let back = if waits_for_code { "/signin/code" } else { "/signin" };
    show(&HelpPage {
        pending: waits_for_code,
        root: who.is_some_and(|who| who.root) || query.text("as") == "root",
        back: address(back, &[("then", unless_first(then))]),
        resync: address("/signin/resync", &[("then", unless_first(then))]),
    })
}

async fn leave(State(console): State<Console>, form: SignedForm) -> Answer {
    sign_out::run(console.service(), &form.caller).await?;
    let url = console.public_url();
    Ok(with_cookie(go("/signin?done=signed-out")?, Cookie::Session.clear(url)))
}
