//! Where these pages are.

use axum::Router;
use axum::routing::{get, post};

use super::number::{CALL, NUMBER};
use super::{change, code, number, remove, review};
use crate::web::state::Console;

pub(in super::super) fn routes() -> Router<Console> {
    Router::new()
        .route("/account/contacts/review", post(review::take))
        .route(NUMBER, get(number::show).post(number::take))
        .route(CALL, get(number::show_call).post(number::call_again))
        .route("/account/contacts/phone/state", get(number::state))
        .route("/account/contacts/phone/use", post(number::put))
        .route("/account/contacts/{contact}", get(change::show).post(change::take))
        .route("/account/contacts/{contact}/code", get(code::show).post(code::take))
        .route("/account/contacts/{contact}/remove", get(remove::show).post(remove::take))
}
