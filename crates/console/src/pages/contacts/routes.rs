//! Where these pages are.

use axum::Router;
use axum::routing::{get, post};

use super::{change, code, remove, review};
use crate::web::state::Console;

pub(in super::super) fn routes() -> Router<Console> {
    Router::new()
        .route("/account/contacts/review", post(review::take))
        .route("/account/contacts/{contact}", get(change::show).post(change::take))
        .route("/account/contacts/{contact}/code", get(code::show).post(code::take))
        .route("/account/contacts/{contact}/remove", get(remove::show).post(remove::take))
}
