//! The addresses of the pages about users.

use axum::Router;
use axum::routing::{get, post};

use super::{
    administrator, create, delete, device, list, passkeys_only, password, reset, sessions, view,
};
use crate::view::segment;
use crate::web::state::Console;

/// The address of the list.
pub(super) const LIST: &str = "/users";

/// The address of the page that makes a user.
pub(super) const NEW: &str = "/users/new";

pub(in crate::pages) fn routes() -> Router<Console> {
    Router::new()
        .route(LIST, get(list::show))
        .route(NEW, get(create::show).post(create::take))
        .route("/users/{name}", get(view::show))
        .route("/users/{name}/password", get(password::show).post(password::take))
        .route(
            "/users/{name}/password/remove",
            get(password::show_removal).post(password::take_removal),
        )
        .route("/users/{name}/administrator", get(administrator::show).post(administrator::take))
        .route("/users/{name}/delete", get(delete::show).post(delete::take))
        .route("/users/{name}/passkeys-only", get(passkeys_only::show).post(passkeys_only::take))
        .route("/users/{name}/reset", get(reset::show).post(reset::take))
        .route("/users/{name}/reset/approve", post(reset::approve))
        .route("/users/{name}/reset/dismiss", post(reset::dismiss))
        .route("/users/{name}/sessions", get(sessions::show))
        .route("/users/{name}/sign-out", post(sessions::sign_out))
        .route("/users/{name}/end-credentials", post(sessions::end_credentials))
        .route("/users/{name}/devices/{serial}/remove", get(device::show).post(device::take))
}

/// Returns the address of a user's page. Names do not differ by case, so a user
/// whose name is the word that makes one is reached in capitals.
pub(super) fn user_page(name: &str) -> String {
    let name = if name == "new" { "NEW" } else { name };
    format!("{LIST}/{}", segment(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_an_address_of_its_own() {
        assert_eq!(user_page("a/b@c"), "/users/a%2Fb%40c");
        assert_ne!(user_page("new"), NEW);
    }
}
