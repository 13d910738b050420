//! The addresses of the pages about hardware tokens.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use identity::names::SerialNumber;

use super::{import, list, resync, retire};
use crate::view::segment;
use crate::web::state::Console;

/// The address of the list.
pub(super) const LIST: &str = "/tokens";
/// Where a delivery is imported.
pub(super) const IMPORT: &str = "/tokens/import";

/// The largest form with a seed file that is read, in bytes: every byte of the file
/// may take three on its way.
const LARGEST_IMPORT: usize = 3 * (512 << 10) + (16 << 10);

pub(in crate::pages) fn routes() -> Router<Console> {
    let limit = DefaultBodyLimit::max(LARGEST_IMPORT);
    Router::new()
        .route(LIST, get(list::show))
        .route(IMPORT, get(import::show).post(import::take).layer(limit))
        .route("/tokens/{serial}/retire", get(retire::show).post(retire::take))
        .route("/tokens/{serial}/resync/{user}", get(resync::show).post(resync::take))
}

/// Returns the address of a page about one token.
pub(super) fn token_page(serial: &SerialNumber, page: &str) -> String {
    format!("{LIST}/{}/{page}", segment(serial.as_str()))
}
