//! The caller's way back in as a sheet to print: what signs in, who is reached, where
//! to click. No secret stands on it.

use askama::Template;
use axum::extract::State;
use service::recovery::hindrance::Hindrance;
use service::way_back;

use crate::pages::answer::{Answer, show as render};
use crate::pages::contacts::title;
use crate::pages::device::DeviceView;
use crate::view::{Moment, Section, Shell, in_groups};
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// Where the sheet is.
pub(super) const WAY_BACK: &str = "/credentials/way-back";

#[derive(Template)]
#[template(path = "credentials/way_back.html")]
struct WayBackPage {
    shell: Shell,
    account_name: String,
    /// The account's number in groups.
    account: String,
    /// Where this identity signs in.
    sign_in: String,
    /// The address with which root signs in.
    email: String,
    /// When the sheet was made.
    made: Moment,
    devices: Vec<DeviceView>,
    /// How many of them are accepted.
    usable: usize,
    /// Unused recovery codes, and when their set was made.
    codes: Option<(usize, Moment)>,
    /// Who is told, and may stop a recovery: what each is, its address, and whether it
    /// was confirmed.
    mailboxes: Vec<(&'static str, String, bool)>,
    /// Whether links and notices go to one mailbox alone.
    one_mailbox: bool,
    /// The telephone number, in part.
    phone: Option<String>,
    /// Whether this service sends mail.
    mail: bool,
    /// Whether root could be recovered by mailbox and telephone.
    recoverable: bool,
    /// What is missing for that.
    hindrances: Vec<Hindrance>,
}

impl WayBackPage {
    /// Returns where a telephone number is entered: with a call, where calls are made.
    fn number_page(&self) -> &'static str {
        let calls = !self.hindrances.contains(&Hindrance::NoCalls);
        if calls { "/account/contacts/phone" } else { "/account/edit" }
    }
}

pub(super) async fn show(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    let (svc, caller) = (console.service(), &signed_in.caller);
    let found = way_back::run(svc, caller).await?;
    let (now, url) = (svc.now(), console.public_url());
    let codes = found.codes.filter(|set| set.left > 0);
    let mailboxes = found.mailboxes().filter_map(|listed| {
        Some((title(listed.contact), listed.value.clone()?, listed.confirmed.is_some()))
    });
    render(&WayBackPage {
        shell: Shell::of(&signed_in, Section::Credentials),
        sign_in: if caller.is_root() {
            format!("{url}/signin?as=root")
        } else {
            format!("{url}/signin/{}", found.account.handle())
        },
        mailboxes: mailboxes.collect(),
        one_mailbox: found.goes_to_one_mailbox(),
        phone: found.phone().filter(|_| caller.is_root()),
        account_name: found.account.name.as_str().to_owned(),
        account: in_groups(&found.account.id.to_string()),
        email: found.account.email.as_str().to_owned(),
        made: Moment::new(now, now),
        devices: DeviceView::all(&found.devices, now),
        usable: found.devices.iter().filter(|device| device.barred.is_none()).count(),
        codes: codes.map(|set| (set.left, Moment::new(set.made, now))),
        mail: found.mail,
        recoverable: found.recovers_root(),
        hindrances: found.hindrances,
    })
}
