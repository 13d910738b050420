//! The addresses of the recovery of root.

use axum::Router;
use axum::routing::{get, post};
use service::recovery::PhoneService;

use super::{begin, mail, oversee, phone_number, played_call, progress, repair, stop};
use crate::web::session::REPAIR;
use crate::web::state::Console;

/// Where a recovery stands, in the browser in which it began.
pub(super) const PROGRESS: &str = "/recovery";
/// What administrators see of recoveries.
pub(super) const OVERSEE: &str = "/account/recovery";

pub(in crate::pages) fn routes(console: &Console) -> Router<Console> {
    let router = Router::new()
        .route(PROGRESS, get(progress::show))
        .route("/recovery/state", get(progress::state))
        .route("/recovery/begin", get(begin::show).post(begin::take))
        .route("/recovery/mail", get(mail::show).post(mail::take))
        .route("/recovery/mail/again", post(progress::send_again))
        .route("/recovery/mail/{link}", get(mail::open))
        .route("/recovery/call", post(progress::call))
        .route("/recovery/finish", post(progress::finish))
        .route("/recovery/stop/{link}", get(stop::show).post(stop::take))
        .route("/recovery/phone/{link}", get(phone_number::show).post(phone_number::take))
        .route(REPAIR, get(repair::show))
        .route("/recovery/repair/{serial}/remove", get(repair::show_remove).post(repair::remove))
        .route(OVERSEE, get(oversee::show))
        .route("/account/recovery/{id}/stop", post(oversee::stop))
        .route("/account/recovery/{id}/approve", get(oversee::ask).post(oversee::approve));
    match console.service().settings().phone {
        PhoneService::Played => {
            router.route("/phone/{link}", get(played_call::show).post(played_call::take))
        }
        PhoneService::None | PhoneService::Gateway => router,
    }
}
