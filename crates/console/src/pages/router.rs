//! The router that lists all pages, and what every request passes before it.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::get;

use super::{
    access, account, activity, confirm, contacts, credentials, drills, forgotten, home, recovery,
    set_up, signin, tokens, users,
};
use crate::assets;
use crate::web::gate;
use crate::web::refusal::Refusal;
use crate::web::state::Console;

/// The largest form that is read, in bytes.
const LARGEST_FORM: usize = 64 * 1024;

/// Builds the router of all pages.
pub fn router(console: Console) -> Router {
    Router::new()
        .merge(home::routes())
        .merge(signin::routes())
        .merge(set_up::routes())
        .merge(confirm::routes())
        .merge(recovery::routes(&console))
        .merge(credentials::routes())
        .merge(drills::routes())
        .merge(users::routes())
        .merge(tokens::routes())
        .merge(access::routes())
        .merge(activity::routes())
        .merge(account::routes())
        .merge(contacts::routes())
        .merge(forgotten::routes())
        .route("/assets/{version}/{name}", get(assets::serve))
        .fallback(|| async { Refusal::NoPage.into_response() })
        .method_not_allowed_fallback(|| async { Refusal::WrongMethod.into_response() })
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn_with_state(console.clone(), gate::mark_visit))
        .layer(from_fn_with_state(console.clone(), gate::guard))
        .layer(from_fn(gate::patience))
        .layer(from_fn_with_state(console.clone(), gate::protect))
        .with_state(console)
}
