//! From a refusal to a page: the one place where the service's errors get their
//! public face.

use std::time::Duration;

use askama::Template;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use identity::device::PairFault;
use service::mfa::WRONG_PAIR;
use service::{FactorRefusal, FreshProof, ServiceError};

use super::session::REPAIR;
use crate::view::query_value;

/// Is why a request gets another page than the one it asked for.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// From a use case.
    Service(ServiceError),
    /// Nobody is signed in; after that, this address.
    SignInFirst {
        /// Path and query.
        then: String,
    },
    /// A fresh proof of identity is needed; after that, this address.
    ConfirmFirst {
        /// Path and query.
        then: String,
    },
    /// A device must be registered before anything else.
    EnrolFirst,
    /// The form was shown to another browser or session, or long ago.
    StaleForm,
    /// The request was sent from another site.
    CrossSite,
    /// The request is for another host.
    WrongHost,
    /// The request cannot be read.
    Malformed(&'static str),
    /// There is no such page.
    NoPage,
    /// There is a page, but it does not take this kind of request.
    WrongMethod,
    /// The request did not arrive, or was not answered, in time.
    TooSlow,
}

impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::EnrolFirst => Self::EnrolFirst,
            other => Self::Service(other),
        }
    }
}

/// Turns an error of the page at `here` into a refusal: where a fresh proof or a
/// new sign-in is needed, the browser is led there and then back. A form that was
/// sent cannot be repeated for the person, so `here` is the page it stands on.
pub(crate) fn at(error: ServiceError, here: &str) -> Refusal {
    match error {
        ServiceError::NotFresh(_) => Refusal::ConfirmFirst { then: here.to_owned() },
        ServiceError::SignedOut => Refusal::SignInFirst { then: here.to_owned() },
        other => Refusal::Service(other),
    }
}

/// Says whether resynchronising a device helps against a refusal.
pub(crate) fn asks_for_resync(error: &ServiceError) -> bool {
    use FactorRefusal::{ClockOff, PairNeeded};
    matches!(error, ServiceError::Factor(ClockOff { .. } | PairNeeded))
}

/// Is the page that says so.
#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    title: &'static str,
    message: String,
    link: &'static str,
    link_text: &'static str,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, title, message) = match self {
            Self::SignInFirst { then } => {
                let then = if then == "/" { String::new() } else { query_value("?then=", &then) };
                return Redirect::to(&format!("/signin{then}")).into_response();
            }
            Self::ConfirmFirst { then } => {
                return Redirect::to(&format!("/confirm{}", query_value("?then=", &then)))
                    .into_response();
            }
            Self::EnrolFirst => return Redirect::to("/credentials/devices/new").into_response(),
            Self::Service(ServiceError::RepairOnly) => {
                return Redirect::to(REPAIR).into_response();
            }
            Self::StaleForm => (
                StatusCode::FORBIDDEN,
                "This page was out of date",
                "It belonged to an earlier visit or session, so nothing was changed. Open it again and repeat what you did. If this happens every time, allow cookies for this site.".to_owned(),
            ),
            Self::CrossSite => (
                StatusCode::FORBIDDEN,
                "Sent from another site",
                "This request did not come from one of our own pages, so nothing was changed.".to_owned(),
            ),
            Self::WrongHost => (
                StatusCode::MISDIRECTED_REQUEST,
                "Another address",
                "This service is not reached under this address. Use the one that its operator gave you.".to_owned(),
            ),
            Self::Malformed(what) => (
                StatusCode::BAD_REQUEST,
                "This request cannot be read",
                format!("{what} Nothing was changed."),
            ),
            Self::NoPage => (
                StatusCode::NOT_FOUND,
                "No such page",
                "There is nothing at this address. If you typed or copied it, look whether it is whole.".to_owned(),
            ),
            Self::WrongMethod => (
                StatusCode::METHOD_NOT_ALLOWED,
                "Not a page to open",
                "This address only takes what a form of another page sends. Nothing was changed.".to_owned(),
            ),
            Self::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "That took too long",
                "The request did not arrive whole, or could not be answered, in time. Try again.".to_owned(),
            ),
            Self::Service(error) => return from_service(&error),
        };
        page(status, title, message)
    }
}

fn page(status: StatusCode, title: &'static str, message: String) -> Response {
    let page = RefusalPage { title, message, link: "/", link_text: "Go to the first page" };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => status.into_response(),
    }
}

fn from_service(error: &ServiceError) -> Response {
    let status = match error {
        ServiceError::Invalid { .. }
        | ServiceError::UnfitPassword(_)
        | ServiceError::Factor(_)
        | ServiceError::Pair(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ServiceError::SignInRefused
        | ServiceError::Denied
        | ServiceError::SecondNeeded
        | ServiceError::EnrolFirst
        | ServiceError::RepairOnly
        | ServiceError::NotFresh(_) => StatusCode::FORBIDDEN,
        ServiceError::SignedOut => StatusCode::UNAUTHORIZED,
        ServiceError::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
        ServiceError::Gone(_) => StatusCode::GONE,
        ServiceError::NotFound(_) => StatusCode::NOT_FOUND,
        ServiceError::Taken(_) | ServiceError::Limit(..) | ServiceError::Api(_) => {
            StatusCode::CONFLICT
        }
        ServiceError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        ServiceError::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    match error {
        ServiceError::Unavailable(detail) => tracing::warn!(detail, "not available"),
        ServiceError::Fault(detail) => tracing::error!(detail, "internal fault"),
        _ => {}
    }
    let title = match status {
        StatusCode::FORBIDDEN => "Not permitted",
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::GONE => "This step is over",
        StatusCode::SERVICE_UNAVAILABLE => "Not available at the moment",
        StatusCode::INTERNAL_SERVER_ERROR => "Something is broken here",
        _ => "That did not work",
    };
    let response = page(status, title, explain(error));
    match error {
        ServiceError::Wait(wait) => retry_after(response, *wait),
        _ => response,
    }
}

/// Tells programs, too, how long to wait (RFC 9110, section 10.2.3).
pub(crate) fn retry_after(mut response: Response, wait: Duration) -> Response {
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
    response
}

/// Seconds until a fresh code beyond which it was not just typed twice.
const SET_BACK: u64 = 60;

/// What is wrong with two codes.
const NOT_IN_A_ROW: &str = "These are not two codes in a row of this device. Type the code that it shows, wait for the next one, and type that as well.";

/// Puts a refusal into a sentence for the person, for this page or for the form
/// that it belongs to.
pub(crate) fn explain(error: &ServiceError) -> String {
    match error {
        ServiceError::Invalid { why, .. } => sentence(why),
        ServiceError::UnfitPassword(fault) => sentence(&fault.to_string()),
        ServiceError::SignInRefused => {
            "Your authentication information is incorrect. Please try again.".to_owned()
        }
        ServiceError::Wait(wait) => {
            format!("There were too many wrong attempts. Try again in {}.", waiting(wait.as_secs() + 1))
        }
        ServiceError::Factor(FactorRefusal::Wrong) => {
            "None of your devices shows this code now. Check that you read it from the right entry.".to_owned()
        }
        ServiceError::Factor(FactorRefusal::Spent { device, seconds }) if *seconds > SET_BACK => {
            format!("A later code of {device} was used already, so its clock must have been set back since. Its codes are accepted again in about {}.", waiting(*seconds))
        }
        ServiceError::Factor(FactorRefusal::Spent { device, .. }) => {
            format!("This code of {device} was used already. Wait for the next one: every code works once.")
        }
        ServiceError::Factor(FactorRefusal::ClockOff { device, seconds: -30..=30 }) => {
            format!("The clock of {device} is right, but it was not when you last resynchronised it. Resynchronise it once more with two codes in a row.")
        }
        ServiceError::Factor(FactorRefusal::ClockOff { device, seconds }) => {
            let direction = if *seconds > 0 { "ahead of" } else { "behind" };
            let off = waiting(seconds.unsigned_abs());
            format!("The clock of {device} is about {off} {direction} ours, so its codes are refused. Resynchronise it with two codes in a row.")
        }
        ServiceError::Factor(FactorRefusal::PairNeeded) => {
            "So many codes were wrong that a single one is no longer accepted. Type two codes in a row from one device.".to_owned()
        }
        ServiceError::Factor(FactorRefusal::PasskeyNeeded) => {
            "Only a passkey signs you in, or a recovery code: codes of devices are refused, so that nobody can talk you out of one.".to_owned()
        }
        ServiceError::Factor(FactorRefusal::Suspended { device }) => {
            format!("{device} was reported lost, so its codes are refused. Use another device or a recovery code, and resume {device} under Security credentials if you have it back.")
        }
        ServiceError::Factor(FactorRefusal::Expired { device }) => {
            format!("The time until which the maker of {device} permits it to be used is over, so its codes are refused. Use another device or a recovery code, and assign a device in its place.")
        }
        ServiceError::Factor(FactorRefusal::RecoveryCode { spent: true }) => {
            "This recovery code was used already: each of them works once. Cross it out and use another one.".to_owned()
        }
        ServiceError::Factor(FactorRefusal::RecoveryCode { spent: false }) => {
            "This is none of your recovery codes. If you made a new set, the older sheets are void; look at the date on yours.".to_owned()
        }
        ServiceError::Factor(FactorRefusal::NotOfThisSet) => {
            "This is not one of the ten codes that were just shown. Take one from the new sheet, or make another set.".to_owned()
        }
        ServiceError::Factor(FactorRefusal::Passkey) => {
            "The passkey's answer does not fit. Try again, or use another device.".to_owned()
        }
        ServiceError::Factor(FactorRefusal::PasskeyLate) => {
            "The passkey answered too late, or its answer was used already. Try again.".to_owned()
        }
        ServiceError::Factor(FactorRefusal::PasskeyCopied { device }) => {
            format!("{device} was refused: it counts its uses, and has counted backwards. Somebody may have made a copy of it. Use another device, and remove this one.")
        }
        ServiceError::Pair(PairFault::NotConsecutive) => NOT_IN_A_ROW.to_owned(),
        // In the words of a page, not in those that programs get.
        ServiceError::Api(error) if error.message == WRONG_PAIR => {
            NOT_IN_A_ROW.to_owned()
        }
        ServiceError::Pair(PairFault::Spent { seconds }) if *seconds > SET_BACK => {
            format!("A later code of this device was used already, so its clock must have been set back since. Its codes are accepted again in about {}.", waiting(*seconds))
        }
        ServiceError::Pair(PairFault::Spent { .. }) => {
            "One of these codes, or a later one, was used already. Wait for the next two.".to_owned()
        }
        ServiceError::Gone(_) => {
            "It was finished or given up elsewhere, or it took too long. Start again.".to_owned()
        }
        ServiceError::SignedOut => "You are not signed in any more.".to_owned(),
        ServiceError::Denied => "You may not do this. Ask an administrator of the account.".to_owned(),
        ServiceError::RepairOnly => {
            "This session is for repairs only. Sign out, and sign in with a new device.".to_owned()
        }
        ServiceError::NotFresh(FreshProof::Code) => "Confirm with one of your devices first.".to_owned(),
        ServiceError::SecondNeeded => "It takes a second administrator for this. Ask for a reset on the user's page; another administrator approves it.".to_owned(),
        ServiceError::EnrolFirst => "Register a device first.".to_owned(),
        ServiceError::NotFresh(FreshProof::RecoveryCode) => "Confirm with a recovery code first.".to_owned(),
        ServiceError::NotFresh(FreshProof::Password) => "Confirm with your password first.".to_owned(),
        ServiceError::NotFound(what) => format!("There is no such {what} in this account."),
        ServiceError::Taken("email") => {
            "This e-mail address belongs to another account. Choose another one.".to_owned()
        }
        ServiceError::Taken(what) => format!("This {what} is taken. Choose another one."),
        ServiceError::Limit(what, most) => {
            format!("You have {most} {what} already, which is the most. Remove one first.")
        }
        ServiceError::Api(error) => sentence(&error.message),
        ServiceError::Unavailable(_) => {
            "The service cannot answer just now. Nothing was changed; try again in a moment.".to_owned()
        }
        ServiceError::Fault(_) => {
            "The operator has to look at this. Nothing was changed.".to_owned()
        }
    }
}

/// Writes a rule's words as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{stop}", characters.as_str())
}

fn waiting(seconds: u64) -> String {
    match seconds {
        0..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
