//! The addresses of the pages about one's own credentials.

use axum::Router;
use axum::routing::{get, post};
use identity::names::SerialNumber;

use super::passkeys_only::PASSKEYS_ONLY;
use super::recovery_codes::{CONFIRM, DROP, HERE, USED};
use super::replace_codes::REPLACE;
use super::temporary::TEMPORARY;
use super::token::TOKEN;
use super::way_back::WAY_BACK;
use super::{
    enrol, keys, lost, overview, passkey, passkeys_only, password, recovery_codes, remove, rename,
    replace_codes, resync, temporary, token, try_code, way_back,
};
use crate::view::segment;
use crate::web::state::Console;

/// The address of the overview, where every change comes back to.
pub(super) const OVERVIEW: &str = "/credentials";

pub(in crate::pages) fn routes() -> Router<Console> {
    Router::new()
        .route(OVERVIEW, get(overview::show))
        .route("/credentials/devices/new", get(enrol::show_name).post(enrol::take_name))
        .route("/credentials/devices/second", get(enrol::show_second))
        .route(TOKEN, get(token::show).post(token::take))
        .route(
            "/credentials/devices/{serial}/confirm",
            get(enrol::show_codes).post(enrol::take_codes),
        )
        .route("/credentials/devices/{serial}/passkey", get(passkey::show).post(passkey::take))
        .route("/credentials/devices/{serial}/passkey/begin", post(passkey::begin))
        .route("/credentials/devices/{serial}/cancel", post(enrol::cancel))
        .route("/credentials/devices/{serial}/rename", get(rename::show).post(rename::take))
        .route("/credentials/devices/{serial}/resync", get(resync::show).post(resync::take))
        .route("/credentials/devices/{serial}/try", get(try_code::show).post(try_code::take))
        .route("/credentials/devices/{serial}/remove", get(remove::show).post(remove::take))
        .route("/credentials/devices/{serial}/lost", get(lost::show).post(lost::remove))
        .route("/credentials/devices/{serial}/suspend", post(lost::suspend))
        .route("/credentials/devices/{serial}/resume", get(lost::show_resume).post(lost::resume))
        .route(HERE, get(recovery_codes::show).post(recovery_codes::make))
        .route(CONFIRM, get(recovery_codes::show_confirm).post(recovery_codes::confirm))
        .route(DROP, get(recovery_codes::show_drop).post(recovery_codes::drop_all))
        .route(REPLACE, post(replace_codes::make))
        .route(USED, get(recovery_codes::show_used))
        .route(PASSKEYS_ONLY, get(passkeys_only::show).post(passkeys_only::take))
        .route(WAY_BACK, get(way_back::show))
        .route(TEMPORARY, get(temporary::show).post(temporary::take))
        .route(keys::NEW, get(keys::show_new).post(keys::take_new))
        .route("/credentials/keys/{id}/{deed}", get(keys::show_change).post(keys::take_change))
        .route("/credentials/password", get(password::show).post(password::take))
}

/// Returns the address of a page about one device.
pub(super) fn device_page(serial: &SerialNumber, page: &str) -> String {
    format!("/credentials/devices/{}/{page}", segment(serial.as_str()))
}
