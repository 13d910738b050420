//! How a page answers: a rendered template, or a redirect after a change, with
//! the cookies that go with it.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, SET_COOKIE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use service::signin::{SignedIn, sign_out};
use service::{Bearer, ServiceError};

use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::refusal::{Refusal, retry_after};
use crate::web::session::authenticate_to_enrol;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

/// Is what every page's function returns.
pub(crate) type Answer = Result<Response, Refusal>;

/// Renders a page.
pub(crate) fn show(template: &impl Template) -> Answer {
    show_with(StatusCode::OK, template)
}

/// Is a page with a form that can say what was wrong with it.
pub(crate) trait FormPage: Template {
    /// Returns what was wrong.
    fn complaint(&self) -> &Complaint;
}

/// Says where a page keeps its complaint.
macro_rules! form_page {
    ($page:ident) => {
        impl $crate::pages::answer::FormPage for $page {
            fn complaint(&self) -> &$crate::web::complaint::Complaint {
                &self.complaint
            }
        }
    };
}
pub(crate) use form_page;

/// Renders a page that says what was wrong with the form.
pub(crate) fn show_again(page: &impl FormPage) -> Answer {
    match page.complaint().wait() {
        None => show_with(StatusCode::UNPROCESSABLE_ENTITY, page),
        Some(wait) => Ok(retry_after(show_with(StatusCode::TOO_MANY_REQUESTS, page)?, wait)),
    }
}

fn show_with(status: StatusCode, template: &impl Template) -> Answer {
    let html = template
        .render()
        .map_err(|error| ServiceError::Fault(format!("a template failed: {error}")))?;
    Ok((status, Html(html)).into_response())
}

/// Sends the browser on, so that reloading repeats nothing.
#[expect(clippy::unnecessary_wraps, reason = "pages end with it as they end with the others")]
pub(crate) fn go(address: &str) -> Answer {
    Ok(Redirect::to(address).into_response())
}

/// Adds a cookie to an answer.
pub(crate) fn with_cookie(mut answer: Response, header: Option<HeaderValue>) -> Response {
    if let Some(header) = header {
        answer.headers_mut().append(SET_COOKIE, header);
    }
    answer
}

/// Adds a session's new token to an answer.
pub(crate) fn with_session(answer: Response, console: &Console, session: &Bearer) -> Response {
    with_cookie(answer, Cookie::Session.set(&session.expose(), console.public_url()))
}

/// Adds what a finished sign-in leaves in the browser, and removes what it needed
/// on the way. A session that this browser had before ends: nobody could reach it
/// any more to sign out.
pub(crate) async fn with_sign_in(
    answer: Response,
    console: &Console,
    visitor: &Visitor,
    done: &SignedIn,
) -> Response {
    let url = console.public_url();
    if let Ok(before) = authenticate_to_enrol(console, visitor, "/signout").await
        && let Err(error) = sign_out::run(console.service(), &before).await
    {
        tracing::warn!(%error, "the session before a new sign-in could not be ended");
    }
    let mut answer = with_session(answer, console, &done.session);
    answer = with_cookie(answer, Cookie::SignIn.clear(url));
    if let Some(browser) = &done.browser {
        answer = with_cookie(answer, Cookie::Browser.set(browser, url));
    }
    answer
}
