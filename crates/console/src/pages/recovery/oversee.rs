//! What administrators, and root, see of the recoveries of root that are under
//! way: they may stop each, and an administrator may vouch for one.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use identity::Timestamp;
use service::recovery::under_way::{self, Proved, UnderWay};
use service::recovery::{approve, cancel};
use service::session::confirm;
use service::{Caller, ServiceError};

use super::routes::OVERSEE;
use super::words::ahead;
use crate::notice::Done;
use crate::pages::answer::{Answer, go, show as render};
use crate::view::{Moment, Section, Shell};
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::refusal::{Refusal, at};
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// Is a recovery as the page shows it.
struct Row {
    id: String,
    began: Moment,
    proved: &'static str,
    until: Option<Moment>,
    can_approve: bool,
    approved: bool,
}

impl Row {
    fn new(found: UnderWay, now: Timestamp) -> Self {
        Self {
            id: found.id,
            began: Moment::new(found.began, now),
            proved: match found.proved {
                Proved::Password => "the password",
                Proved::Mailbox => "the password and the mailbox",
                Proved::Everything => "password, mailbox and telephone",
            },
            until: found.until.filter(|until| *until > now).map(ahead),
            can_approve: found.can_approve,
            approved: found.approved,
        }
    }
}

#[derive(Template)]
#[template(path = "recovery/oversee.html")]
struct OverseePage {
    shell: Shell,
    under_way: Vec<Row>,
}

/// Asks an administrator whether to vouch.
#[derive(Template)]
#[template(path = "recovery/approve.html")]
struct ApprovePage {
    shell: Shell,
    row: Row,
}

async fn rows(console: &Console, caller: &Caller) -> Result<Vec<Row>, Refusal> {
    let now = console.service().now();
    let found = under_way::run(console.service(), caller).await?;
    Ok(found.into_iter().map(|found| Row::new(found, now)).collect())
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    render(&OverseePage {
        under_way: rows(&console, &signed_in.caller).await?,
        shell: Shell::of(&signed_in, Section::Account).after(&query),
    })
}

pub(super) async fn stop(
    State(console): State<Console>,
    Path(id): Path<String>,
    form: SignedForm,
) -> Answer {
    match cancel::by_caller(console.service(), &form.caller, &id).await {
        Ok(()) | Err(ServiceError::Gone(_)) => go(&Done::RecoveryStopped.at(OVERSEE)),
        Err(other) => Err(at(other, OVERSEE)),
    }
}

pub(super) async fn ask(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Answer {
    let here = format!("{OVERSEE}/{id}/approve");
    let fresh = confirm::require(console.service(), &signed_in.caller).await;
    fresh.map_err(|error| at(error, &here))?;
    let mut rows = rows(&console, &signed_in.caller).await?;
    let Some(place) = rows.iter().position(|row| row.id == id && row.can_approve) else {
        return go(OVERSEE);
    };
    render(&ApprovePage {
        shell: Shell::of(&signed_in, Section::Account),
        row: rows.swap_remove(place),
    })
}

pub(super) async fn approve(
    State(console): State<Console>,
    Path(id): Path<String>,
    form: SignedForm,
) -> Answer {
    let here = format!("{OVERSEE}/{id}/approve");
    match approve::run(console.service(), &form.caller, &id).await {
        Ok(()) => go(&Done::RecoveryApproved.at(OVERSEE)),
        Err(ServiceError::Gone(_)) => go(OVERSEE),
        Err(other) => Err(at(other, &here)),
    }
}
