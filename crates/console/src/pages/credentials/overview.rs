//! The list of one's own devices, and what the loss of one would mean.

use askama::Template;
use axum::extract::{RawQuery, State};
use identity::device::limits::DEVICES_PER_IDENTITY;
use identity::recovery_code::InForce;
use service::passkeys::only;
use service::{devices, drills, recovery_codes};

use super::keys::{self, KeyView};
use crate::pages::answer::{Answer, go, show as render};
use crate::pages::device::{DeviceView, Ending};
use crate::view::{Section, Shell, address};
use crate::web::fields::Fields;
use crate::web::session::{REPAIR, SignedIn};
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "credentials/overview.html")]
struct OverviewPage {
    shell: Shell,
    devices: Vec<DeviceView>,
    /// Those that will not sign in for long.
    ending: Vec<Ending>,
    codes: Option<InForce>,
    /// Whether a set of codes waits to be confirmed.
    waiting: bool,
    most: usize,
    /// The caller's access keys, where policies show them.
    keys: Option<Vec<KeyView>>,
    most_keys: usize,
    /// Whether a loss should be practised.
    practise: bool,
    /// Whether only passkeys sign in, where there is a passkey at all.
    only: Option<bool>,
}

impl OverviewPage {
    /// Returns the devices that sign in.
    fn usable(&self) -> Vec<&DeviceView> {
        self.devices.iter().filter(|device| device.opens()).collect()
    }

    /// Returns how many recovery codes are left.
    fn codes_left(&self) -> usize {
        self.codes.map_or(0, |set| set.left)
    }

    /// Says whether the loss of a device locks its owner out.
    fn locks_out(&self, device: &DeviceView) -> bool {
        self.codes_left() == 0 && self.usable().iter().all(|other| other.serial == device.serial)
    }

    /// Says what happens when a device is lost.
    fn if_lost(&self, device: &DeviceView) -> String {
        let others = self.usable().iter().filter(|other| other.serial != device.serial).count();
        match (others, self.codes_left()) {
            (0, 0) => "you are locked out".to_owned(),
            (0, 1) => "your last recovery code signs you in".to_owned(),
            (0, left) => format!("your {left} recovery codes sign you in"),
            (1, _) => "1 other still signs you in".to_owned(),
            (many, _) => format!("{many} others still sign you in"),
        }
    }
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
    let codes = recovery_codes::state::run(console.service(), caller).await?;
    let rule = only::own(console.service(), caller).await?;
    let has_passkey = devices.iter().any(|device| device.passkey.is_some());
    let devices = DeviceView::all(&devices, console.service().now());
    render(&OverviewPage {
        only: (rule.in_force || has_passkey).then_some(rule.in_force),
        codes: codes.in_force,
        waiting: codes.waiting.is_some() || codes.joining > 0,
        shell: Shell::of(&signed_in, Section::Credentials).after(&query),
        ending: Ending::among(&devices, codes.in_force.map_or(0, |set| set.left)),
        devices,
        most: DEVICES_PER_IDENTITY,
        keys: keys::own(&console, caller).await?,
        most_keys: keys::MOST,
        practise: drills::view(console.service(), caller).await?.is_due(),
    })
}
