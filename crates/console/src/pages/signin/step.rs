//! From one page of a sign-in to the next: where it stands is kept by the
//! service, and the browser carries a token for it.

use service::ServiceError;
use service::signin::{PendingView, SignedIn, Step, pending};

use super::super::answer::{Answer, go, with_cookie, with_sign_in};
use crate::view::{address, own_address};
use crate::web::cookies::Cookie;
use crate::web::fields::Fields;
use crate::web::refusal::Refusal;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

/// Goes to the next page of a sign-in, with its cookie.
pub(super) async fn go_on(console: &Console, visitor: &Visitor, step: Step, then: &str) -> Answer {
    let url = console.public_url();
    let next = |page: &str| go(&address(page, &[("then", unless_first(then))]));
    Ok(match step {
        Step::SecondFactor(token) => {
            let who = pending::run(console.service(), &token).await?;
            let page = if who.passkey_first { "/signin/passkey" } else { "/signin/code" };
            with_cookie(next(page)?, Cookie::SignIn.set(&token.expose(), url))
        }
        Step::NewPassword(token) => {
            with_cookie(next("/signin/new-password")?, Cookie::SignIn.set(&token.expose(), url))
        }
        Step::Complete(done) => {
            with_sign_in(go(&onward(&done, then))?, console, visitor, &done).await
        }
    })
}

/// Returns where a finished sign-in leads: whoever used a recovery code is told
/// first what is left.
pub(super) fn onward(done: &SignedIn, then: &str) -> String {
    if done.by_recovery_code {
        address("/credentials/recovery-codes/used", &[("then", unless_first(then))])
    } else {
        then.to_owned()
    }
}

/// Goes back to the beginning, saying that the sign-in was not finished in time.
pub(super) fn start_again(then: &str) -> Answer {
    go(&address("/signin", &[("done", "over"), ("then", unless_first(then))]))
}

/// Leaves the first page out of addresses: it is where one goes anyway.
pub(super) fn unless_first(then: &str) -> &str {
    if then == "/" { "" } else { then }
}

/// Reads the query of a page.
pub(super) fn query(raw: Option<String>) -> Result<Fields, Refusal> {
    Fields::parse(raw.unwrap_or_default().as_bytes())
}

/// Is where a sign-in leads in the end, which every page of it hands on to the next.
pub(super) struct Onward {
    pub(super) then: String,
}

impl Onward {
    /// Reads it from the fields of a form or a query.
    pub(super) fn of(fields: &Fields) -> Self {
        Self { then: own_address(fields.given("then")).to_owned() }
    }

    /// Reads it from the query of a page.
    pub(super) fn of_query(raw: Option<String>) -> Result<Self, Refusal> {
        Ok(Self::of(&query(raw)?))
    }

    /// Returns the address of another page of the sign-in.
    pub(super) fn by(&self, page: &str) -> String {
        address(&format!("/signin/{page}"), &[("then", unless_first(&self.then))])
    }
}

/// Returns the sign-in that waits for a factor, or where to go instead.
pub(super) async fn waiting(
    console: &Console,
    visitor: &Visitor,
    onward: &Onward,
) -> Result<Result<PendingView, Answer>, Refusal> {
    Ok(match find(console, visitor).await? {
        None => Err(go(&address("/signin", &[("then", unless_first(&onward.then))]))),
        Some(who) if who.new_password => Err(go(&onward.by("new-password"))),
        Some(who) => Ok(who),
    })
}

/// Returns the pending sign-in of this browser, if there is one that is good.
pub(super) async fn find(
    console: &Console,
    visitor: &Visitor,
) -> Result<Option<PendingView>, Refusal> {
    let Some(token) = visitor.bearer(Cookie::SignIn) else { return Ok(None) };
    match pending::run(console.service(), &token).await {
        Ok(view) => Ok(Some(view)),
        Err(ServiceError::Gone(_) | ServiceError::SignedOut) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// Returns the pending sign-in to show again after a refusal that the person can
/// do something about; `None` when it is over.
pub(super) async fn stays(
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
