//! The user whom a page is about, before something of theirs is changed: looked up for a
//! caller who proved a moment ago who they are.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use service::users::view::{self, View};
use service::{ServiceError, session};

use super::user_page;
use crate::view::{Section, Shell};
use crate::web::refusal::{Refusal, at};
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// Is that user, with who looks. Whoever has to prove anew who they are is led there,
/// and then back.
pub(super) struct Subject {
    pub(super) signed_in: SignedIn,
    pub(super) user: View,
}

impl Subject {
    /// Returns where the user's own page is.
    pub(super) fn address(&self) -> String {
        user_page(&self.user.name)
    }

    /// Returns what surrounds the page.
    pub(super) fn shell(&self) -> Shell {
        Shell::of(&self.signed_in, Section::Users)
    }
}

impl FromRequestParts<Console> for Subject {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Console,
    ) -> Result<Self, Self::Rejection> {
        let signed_in = SignedIn::from_request_parts(parts, console).await?;
        let holes = RawPathParams::from_request_parts(parts, console).await.ok();
        let name = holes.iter().flatten().find_map(|(hole, name)| (hole == "name").then_some(name));
        let name = name.ok_or(ServiceError::NotFound("user"))?;
        let (svc, caller) = (console.service(), &signed_in.caller);
        let user = view::run(svc, caller, name).await?;
        let here = parts.uri.path();
        session::confirm::require(svc, caller).await.map_err(|error| at(error, here))?;
        Ok(Self { signed_in, user })
    }
}
