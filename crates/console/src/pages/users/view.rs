//! One user: what the user is, and what can be done about it.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use service::ServiceError;
use service::passkeys::only;
use service::users::view;

use super::given::sign_in_address;
use super::reset::WaitingView;
use super::user_page;
use crate::pages::access::report_of;
use crate::pages::answer::{Answer, show as render};
use crate::pages::device::DeviceView;
use crate::view::{Moment, Section, Shell, query_value};
use crate::web::fields::Fields;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own for a template")]
#[derive(Template)]
#[template(path = "users/view.html")]
struct UserPage {
    shell: Shell,
    name: String,
    address: String,
    id: String,
    /// Whether AdministratorAccess is attached.
    administrator: bool,
    /// Whether the user can administer the account, by whatever policies.
    administers: bool,
    created: Moment,
    /// Whether there is a password, and whether it must be replaced.
    console_password: Option<bool>,
    /// Whether devices and codes may be seen.
    sees_devices: bool,
    devices: Vec<DeviceView>,
    recovery_codes: u64,
    /// Sessions of the console that are still good.
    sessions: usize,
    /// Whether a device must be registered before anything else, since a reset, and
    /// until when that is possible.
    enrolment_due: bool,
    enrol_until: Option<Moment>,
    waiting: Option<WaitingView>,
    is_caller: bool,
    /// Whether the rule that only passkeys sign in is in force, where there is one.
    passkeys_only: Option<bool>,
    sign_in: String,
    activity: String,
    /// Where the user's access report is.
    report: String,
}

impl UserPage {
    /// Returns how many devices are accepted.
    fn usable(&self) -> usize {
        self.devices.iter().filter(|device| device.barred.is_none()).count()
    }
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let (svc, now) = (console.service(), console.service().now());
    let user = view::run(svc, &signed_in.caller, &name).await?;
    let rule = match only::of_user(svc, &signed_in.caller, &user.name).await {
        Ok(found) => found.rule.map(|_| found.in_force),
        // Who may not see the devices does not see the rule about them.
        Err(ServiceError::Denied) => None,
        Err(other) => return Err(other.into()),
    };
    render(&UserPage {
        shell: Shell::of(&signed_in, Section::Users).after(&query),
        address: user_page(&user.name),
        activity: query_value("/activity?who=", &user.name),
        report: report_of(&user.name),
        name: user.name,
        id: user.id,
        administrator: user.administrator,
        administers: user.administers,
        created: Moment::new(user.created, now),
        console_password: user.console_password,
        sees_devices: user.sees_devices,
        devices: DeviceView::all(&user.devices, now),
        recovery_codes: user.recovery_codes,
        sessions: user.sessions,
        enrolment_due: user.enrolment_due.is_some(),
        enrol_until: user
            .enrolment_due
            .and_then(|due| due.until)
            .map(|until| Moment::new(until, now)),
        waiting: user.reset.map(|waiting| WaitingView::new(waiting, now)),
        is_caller: user.is_caller,
        passkeys_only: rule,
        sign_in: sign_in_address(&console, &signed_in.caller).await?,
    })
}
