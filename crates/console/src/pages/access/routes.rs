//! The addresses of the pages.

use axum::Router;
use axum::routing::{get, post};

use super::{everybody, report, things};
use crate::view::segment;
use crate::web::state::Console;

/// One's own report.
pub(super) const OWN: &str = "/access";
/// Where one's things are.
pub(super) const THINGS: &str = "/access/things";
/// Everybody in one line.
pub(super) const EVERYBODY: &str = "/access/users";

pub(in crate::pages) fn routes() -> Router<Console> {
    Router::new()
        .route(OWN, get(report::show))
        .route(THINGS, get(things::show).post(things::add))
        .route("/access/things/remove", post(things::remove))
        .route("/access/things/answer", post(things::answer))
        .route(EVERYBODY, get(everybody::show))
        .route("/access/users/{name}", get(report::show_of_user))
}

/// Returns the address of a user's report.
pub(in crate::pages) fn report_of(name: &str) -> String {
    format!("{EVERYBODY}/{}", segment(name))
}
