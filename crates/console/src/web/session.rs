//! The signed-in caller of a page. A page that needs one takes [`SignedIn`] as
//! an argument and cannot be reached without.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use service::{Caller, ServiceError, session};

use super::cookies::Cookie;
use super::refusal::Refusal;
use super::state::Console;
use super::visitor::{Visitor, form_token};

/// Is a caller with a session that is good, on a page that only shows.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) caller: Caller,
    /// The token for the page's forms.
    pub(crate) form_token: String,
}

impl FromRequestParts<Console> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Console,
    ) -> Result<Self, Self::Rejection> {
        let Enrolling(signed_in) = Enrolling::from_request_parts(parts, console).await?;
        if signed_in.caller.enrols_first() { Err(Refusal::EnrolFirst) } else { Ok(signed_in) }
    }
}

/// Is a caller on one of the few pages that are open also to who must register a
/// device before anything else.
#[derive(Debug)]
pub(crate) struct Enrolling(pub(crate) SignedIn);

impl FromRequestParts<Console> for Enrolling {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Console,
    ) -> Result<Self, Self::Rejection> {
        let visitor = Visitor::from_request_parts(parts, console).await?;
        let here = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        match authenticate_to_enrol(console, &visitor).await {
            Ok(caller) => {
                let form_token = form_token(console, &caller.form_binding());
                Ok(Self(SignedIn { caller, form_token }))
            }
            Err(ServiceError::SignedOut) => Err(Refusal::SignInFirst { then: here }),
            Err(other) => Err(other.into()),
        }
    }
}

/// Is the caller, where a page is shown to strangers as well.
#[derive(Debug)]
pub(crate) struct MaybeSignedIn(pub(crate) Option<SignedIn>);

impl FromRequestParts<Console> for MaybeSignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Console,
    ) -> Result<Self, Self::Rejection> {
        match SignedIn::from_request_parts(parts, console).await {
            Ok(signed_in) => Ok(Self(Some(signed_in))),
            Err(Refusal::SignInFirst { .. }) => Ok(Self(None)),
            Err(other) => Err(other),
        }
    }
}

/// Finds out who a visitor is, also one who must register a device first.
pub(crate) async fn authenticate_to_enrol(
    console: &Console,
    visitor: &Visitor,
) -> Result<Caller, ServiceError> {
    let bearer = visitor.bearer(Cookie::Session).ok_or(ServiceError::SignedOut)?;
    session::authenticate::to_enrol(console.service(), bearer, visitor.peer()).await
}
