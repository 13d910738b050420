//! The first page: who am I, how well am I protected, what happened lately,
//! where else am I signed in.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::{get, post};
use identity::Timestamp;
use identity::audit::{Outcome, Record};
use identity::device::limits::DEVICES_PER_IDENTITY;
use identity::recovery_code::InForce;
use service::contacts::view::Due;
use service::devices::list::Listed;
use service::home::{Resilience, View};
use service::session::list;
use service::users::reset::{Recent, Taken};
use service::{home, session};

use super::answer::{Answer, go, show};
use super::device::{DeviceView, Ending};
use super::users::waiting;
use crate::notice::Done;
use crate::view::{Moment, Section, Shell};
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::refusal::sentence;
use crate::web::session::SignedIn;
use crate::web::state::Console;

pub(super) fn routes() -> Router<Console> {
    Router::new().route("/", get(show_home)).route("/sessions/end-others", post(end_other_sessions))
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    account_name: String,
    alias: Option<String>,
    /// Where IAM users of this account sign in.
    sign_in_address: String,
    resilience: Resilience,
    devices: Vec<DeviceView>,
    /// Those that will not sign in for long.
    ending: Vec<Ending>,
    /// Recovery codes that were not used, and how many there were.
    codes: Option<InForce>,
    room_for_more: bool,
    sign_ins: Vec<SignInLine>,
    elsewhere: Vec<SessionLine>,
    mfa: bool,
    administrators: usize,
    protected_administrators: usize,
    contacts_due: Option<Due>,
    /// Names and addresses of those whose reset waits for a second administrator.
    waiting: Vec<(String, String)>,
    /// What was taken from users lately.
    taken: Vec<TakenLine>,
}

/// Is what somebody took from a user.
struct TakenLine {
    user: String,
    /// Whether the user is who looks.
    own: bool,
    /// Whether it was all devices and codes.
    everything: bool,
    by: String,
    at: Moment,
}

struct SignInLine {
    refused: bool,
    what: String,
    at: Moment,
    peer: String,
}

struct SessionLine {
    browser: String,
    peer: String,
    mfa: bool,
    began: Moment,
    last_seen: Moment,
}

impl HomePage {
    fn new(signed_in: &SignedIn, view: &View, now: Timestamp) -> Self {
        let account = &view.account;
        let sign_ins = view.sign_ins.iter();
        let devices = DeviceView::all(&view.devices, now);
        let codes = view.codes.in_force;
        Self {
            shell: Shell::of(signed_in, Section::Home),
            account_name: account.name.as_str().to_owned(),
            alias: account.alias.as_ref().map(|alias| alias.as_str().to_owned()),
            sign_in_address: String::new(),
            resilience: view.resilience,
            ending: Ending::among(&devices, codes.map_or(0, |set| set.left)),
            devices,
            codes,
            room_for_more: view.devices.len() < DEVICES_PER_IDENTITY,
            sign_ins: sign_ins.map(|record| sign_in_line(record, &view.devices, now)).collect(),
            elsewhere: Vec::new(),
            mfa: signed_in.caller.has_mfa(),
            administrators: view.administrators.unwrap_or_default(),
            protected_administrators: view.protected_administrators.unwrap_or_default(),
            contacts_due: view.contacts_due,
            waiting: waiting(view.waiting_resets.clone()),
            taken: view.taken.iter().map(|one| taken_line(signed_in, one, now)).collect(),
        }
    }

    /// Returns the devices that sign in.
    fn usable(&self) -> Vec<&DeviceView> {
        self.devices.iter().filter(|device| device.opens()).collect()
    }

    /// Returns how many recovery codes are left.
    fn codes_left(&self) -> usize {
        self.codes.map_or(0, |set| set.left)
    }

    /// Says how many administrators have no second factor.
    fn unprotected_administrators(&self) -> usize {
        self.administrators.saturating_sub(self.protected_administrators)
    }
}

async fn show_home(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(raw): RawQuery,
) -> Answer {
    let query = Fields::parse(raw.unwrap_or_default().as_bytes())?;
    let (service, now) = (console.service(), console.service().now());
    let view = home::run(service, &signed_in.caller).await?;
    let sessions = session::list::run(service, &signed_in.caller).await?;
    let mut page = HomePage::new(&signed_in, &view, now);
    page.sign_in_address = format!("{}/signin/{}", console.public_url(), view.account.handle());
    let others = sessions.iter().filter(|session| !session.current);
    page.elsewhere = others.map(|session| session_line(session, now)).collect();
    page.shell.notice = Done::text_of(query.text("done"));
    show(&page)
}

async fn end_other_sessions(State(console): State<Console>, form: SignedForm) -> Answer {
    list::end_others(console.service(), &form.caller).await?;
    go(&Done::SessionsEnded.at("/"))
}

fn taken_line(signed_in: &SignedIn, taken: &Recent, now: Timestamp) -> TakenLine {
    TakenLine {
        own: signed_in.caller.user_name().is_some_and(|own| own.eq_ignore_ascii_case(&taken.user)),
        user: taken.user.clone(),
        everything: taken.taken == Taken::Everything,
        by: taken.by.clone(),
        at: Moment::new(taken.at, now),
    }
}

fn session_line(session: &list::Listed, now: Timestamp) -> SessionLine {
    SessionLine {
        browser: service::agent::describe(&session.agent),
        peer: session.peer.clone(),
        mfa: session.mfa,
        began: Moment::new(session.began, now),
        last_seen: Moment::new(session.last_seen, now),
    }
}

fn sign_in_line(record: &Record, devices: &[Listed], now: Timestamp) -> SignInLine {
    let event = &record.event;
    SignInLine {
        refused: event.outcome != Outcome::Success,
        what: match event.outcome {
            Outcome::Success => factor_used(event.detail.as_deref(), devices),
            Outcome::Refused(reason) => sentence(reason.name()),
        },
        at: Moment::new(record.at, now),
        peer: event.peer.clone().unwrap_or_else(|| "an unknown place".to_owned()),
    }
}

/// Reads from a sign-in's record with what it was done.
fn factor_used(detail: Option<&str>, devices: &[Listed]) -> String {
    let detail = detail.unwrap_or_default();
    if detail.contains("RecoveryCode=Yes") {
        return "Password and a recovery code".to_owned();
    }
    let mut words = detail.split(' ');
    let Some(serial) = words.find_map(|word| word.strip_prefix("MFAIdentifier=")) else {
        return "Password alone".to_owned();
    };
    match devices.iter().find(|device| device.serial.as_str() == serial) {
        Some(device) => format!("Password and {}", device.name),
        None => "Password and a device that is removed by now".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_ins_name_what_was_used() {
        assert_eq!(factor_used(Some("MFAUsed=No"), &[]), "Password alone");
        assert_eq!(
            factor_used(Some("MFAUsed=Yes RecoveryCode=Yes"), &[]),
            "Password and a recovery code"
        );
        assert_eq!(
            factor_used(Some("MFAUsed=Yes MFAIdentifier=arn:aws:iam::1:mfa/x"), &[]),
            "Password and a device that is removed by now"
        );
    }
}
