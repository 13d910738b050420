//! Saying that the contact details are still right.

use axum::extract::State;
use service::contacts::review;

use super::super::answer::{Answer, go};
use crate::notice::Done;
use crate::web::forms::SignedForm;
use crate::web::state::Console;

pub(super) async fn take(State(console): State<Console>, form: SignedForm) -> Answer {
    review::run(console.service(), &form.caller).await?;
    go(&Done::ContactsReviewed.at("/account"))
}
