//! Forms that are sent to us. The fields can be had only together with the check
//! that the form was shown by us to this very browser or session.

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use service::{Caller, ServiceError};
use subtle::ConstantTimeEq;

use super::fields::Fields;
use super::refusal::Refusal;
use super::session::authenticate_to_enrol;
use super::state::Console;
use super::visitor::{Visitor, form_token};

/// The name of the hidden field that brings the token back.
const TOKEN: &str = "form_token";

/// Is a form sent by somebody who need not be signed in.
pub(crate) struct OpenForm {
    pub(crate) visitor: Visitor,
    pub(crate) fields: Fields,
}

/// Is a form sent by a signed-in caller.
pub(crate) struct SignedForm {
    pub(crate) caller: Caller,
    pub(crate) fields: Fields,
    /// The token for the forms of the page that answers.
    pub(crate) form_token: String,
}

/// Is a form sent by a caller who may have to register a device first.
pub(crate) struct EnrolForm(pub(crate) SignedForm);

impl FromRequest<Console> for OpenForm {
    type Rejection = Refusal;

    async fn from_request(request: Request, console: &Console) -> Result<Self, Refusal> {
        let (visitor, fields) = read(request, console).await?;
        check(&fields, &visitor.form_token())?;
        Ok(Self { visitor, fields })
    }
}

impl FromRequest<Console> for SignedForm {
    type Rejection = Refusal;

    async fn from_request(request: Request, console: &Console) -> Result<Self, Refusal> {
        let EnrolForm(form) = EnrolForm::from_request(request, console).await?;
        if form.caller.enrols_first() { Err(Refusal::EnrolFirst) } else { Ok(form) }
    }
}

impl FromRequest<Console> for EnrolForm {
    type Rejection = Refusal;

    async fn from_request(request: Request, console: &Console) -> Result<Self, Refusal> {
        let path = request.uri().path().to_owned();
        let (visitor, fields) = read(request, console).await?;
        let caller = match authenticate_to_enrol(console, &visitor, &path).await {
            Ok(caller) => caller,
            Err(ServiceError::SignedOut) => {
                return Err(Refusal::SignInFirst { then: "/".to_owned() });
            }
            Err(other) => return Err(other.into()),
        };
        let form_token = form_token(console, &caller.form_binding());
        check(&fields, &form_token)?;
        Ok(Self(SignedForm { caller, fields, form_token }))
    }
}

async fn read(mut request: Request, console: &Console) -> Result<(Visitor, Fields), Refusal> {
    let mut parts = request.extract_parts_with_state::<PartsOnly, Console>(console).await?;
    let visitor = Visitor::from_request_parts(&mut parts.0, console).await?;
    let form = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let form = form.is_some_and(|kind| {
        kind.split(';').next().unwrap_or_default().trim() == "application/x-www-form-urlencoded"
    });
    if !form {
        return Err(Refusal::Malformed("This address takes forms of our own pages only."));
    }
    let body = Bytes::from_request(request, console)
        .await
        .map_err(|_| Refusal::Malformed("The form is too large, or did not arrive whole."))?;
    Ok((visitor, Fields::parse(&body)?))
}

/// Is a copy of a request's head.
struct PartsOnly(axum::http::request::Parts);

impl FromRequestParts<Console> for PartsOnly {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &Console,
    ) -> Result<Self, Refusal> {
        Ok(Self(parts.clone()))
    }
}

fn check(fields: &Fields, want: &str) -> Result<(), Refusal> {
    let given = fields.text(TOKEN).as_bytes();
    if given.ct_eq(want.as_bytes()).into() { Ok(()) } else { Err(Refusal::StaleForm) }
}
