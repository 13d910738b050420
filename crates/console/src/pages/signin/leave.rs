//! Signing out.

use axum::extract::State;
use service::signin::sign_out;

use super::super::answer::{Answer, go, with_cookie};
use crate::web::cookies::Cookie;
use crate::web::forms::EnrolForm;
use crate::web::state::Console;

pub(super) async fn take(State(console): State<Console>, EnrolForm(form): EnrolForm) -> Answer {
    sign_out::run(console.service(), &form.caller).await?;
    let url = console.public_url();
    Ok(with_cookie(go("/signin?done=signed-out")?, Cookie::Session.clear(url)))
}
