//! The list of one's own devices, and what the loss of one would mean.

use askama::Template;
use axum::extract::{RawQuery, State};
use identity::device::limits::DEVICES_PER_IDENTITY;
use service::devices;

use crate::pages::answer::{Answer, go, show as render};
use crate::pages::device::DeviceView;
use crate::view::{Section, Shell, address};
use crate::web::fields::Fields;
use crate::web::session::{REPAIR, SignedIn};
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "credentials/overview.html")]
struct OverviewPage {
    shell: Shell,
    devices: Vec<DeviceView>,
    most: usize,
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let caller = &signed_in.caller;
    if caller.is_repairing() {
        return match query.given("done") {
            Some(done) => go(&address(REPAIR, &[("done", done)])),
            None => go(REPAIR),
        };
    }
    let devices = devices::list::run(console.service(), caller, caller.identity()).await?;
    render(&OverviewPage {
        shell: Shell::of(&signed_in, Section::Credentials).after(&query),
        devices: DeviceView::all(&devices, console.service().now()),
        most: DEVICES_PER_IDENTITY,
    })
}
