//! The page: a form that narrows, a table, and the way to older records.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use identity::Timestamp;
use identity::audit::{Action, Actor, Outcome, Record};
use service::activity::{self, Page};

use super::filter::Filter;
use super::words::{detail_in_words, in_words, target_in_short};
use crate::pages::answer::{Answer, form_page, show as render, show_again};
use crate::view::{Moment, Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::fields::Fields;
use crate::web::mendable::mendable;
use crate::web::session::SignedIn;
use crate::web::state::Console;

pub(in crate::pages) fn routes() -> Router<Console> {
    Router::new().route("/activity", get(show))
}

/// Is one record as the table shows it.
struct Row {
    at: Moment,
    who: String,
    root: bool,
    what: &'static str,
    operation: &'static str,
    target: String,
    /// Why it was refused, if it was.
    refused: Option<&'static str>,
    peer: String,
    detail: String,
}

impl Row {
    fn new(record: Record, now: Timestamp) -> Self {
        let event = record.event;
        let federated = event.request.session.is_some_and(|session| session.federated);
        let (who, root) = match event.actor {
            // Not the one who asked for the session, nor a user of the same name.
            Actor::Identity { name, .. } if federated => (format!("{name} (federated)"), false),
            Actor::Identity { identity, name, .. } => (name, identity.is_root()),
            Actor::Stranger => ("somebody unknown".to_owned(), false),
            Actor::Operator => ("the operator".to_owned(), false),
        };
        Self {
            at: Moment::new(record.at, now),
            who,
            root,
            what: in_words(event.action),
            operation: event.action.name(),
            target: event.target.as_deref().map(target_in_short).unwrap_or_default().to_owned(),
            refused: match event.outcome {
                Outcome::Success => None,
                Outcome::Refused(reason) => Some(reason.name()),
            },
            peer: event.peer.unwrap_or_default(),
            detail: detail_in_words(event.detail.unwrap_or_default()),
        }
    }
}

/// Is one entry of the select of actions.
struct Choice {
    value: &'static str,
    words: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "activity/page.html")]
struct ActivityPage {
    shell: Shell,
    complaint: Complaint,
    filter: Filter,
    choices: Vec<Choice>,
    records: Vec<Row>,
    whole_account: bool,
    /// Where older records are.
    older: Option<String>,
    /// Where the newest are, when these are not.
    newest: Option<String>,
}

form_page!(ActivityPage);

async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let filter = Filter::of(&Fields::parse(query.unwrap_or_default().as_bytes())?);
    let svc = console.service();
    let shell = Shell::of(&signed_in, Section::Activity);
    let found = match filter.query() {
        Ok(query) => activity::run(svc, &signed_in.caller, query).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(found) => {
            render(&ActivityPage::new(shell, filter, found, Complaint::default(), svc.now()))
        }
        Err(error) => {
            let complaint = mendable(error, "/activity")?;
            let whole_account = signed_in.caller.is_administrator();
            let nothing = Page { records: Vec::new(), next: None, whole_account };
            show_again(&ActivityPage::new(shell, filter, nothing, complaint, svc.now()))
        }
    }
}

impl ActivityPage {
    fn new(
        shell: Shell,
        filter: Filter,
        found: Page,
        complaint: Complaint,
        now: Timestamp,
    ) -> Self {
        let mut choices: Vec<Choice> = Action::ALL
            .iter()
            .map(|action| Choice {
                value: action.name(),
                words: in_words(*action),
                chosen: filter.action == Some(*action),
            })
            .collect();
        choices.sort_by_key(|choice| (choice.words == choice.value, choice.words));
        Self {
            shell,
            complaint,
            choices,
            records: found.records.into_iter().map(|record| Row::new(record, now)).collect(),
            whole_account: found.whole_account,
            older: found.next.map(|place| filter.address(Some(place))),
            newest: filter.before.map(|_| filter.address(None)),
            filter,
        }
    }
}
