//! The addresses of signing in and out.

use axum::Router;
use axum::routing::{get, post};

use super::{factor, help, leave, lost, names, new_password, passkey, recovery_code};
use crate::web::state::Console;

pub(in crate::pages) fn routes() -> Router<Console> {
    Router::new()
        .route("/signin", get(names::show_names).post(names::take_names))
        .route("/signin/code", get(factor::show_code).post(factor::take_code))
        .route("/signin/passkey", get(passkey::show_page).post(passkey::take))
        .route("/signin/passkey/begin", post(passkey::begin))
        .route("/signin/resync", get(factor::show_pair).post(factor::take_pair))
        .route("/signin/recovery-code", get(recovery_code::show_page).post(recovery_code::take))
        .route("/signin/lost", get(lost::show_page).post(lost::take))
        .route("/signin/new-password", get(new_password::show_page).post(new_password::take))
        .route("/signin/help", get(help::show_help))
        .route("/signin/{account}", get(names::show_account))
        .route("/signout", post(leave::take))
}
