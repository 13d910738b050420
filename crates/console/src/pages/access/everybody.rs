//! Everybody whose report the caller may see, in one line each.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::access::{self, Line};

use super::routes::{EVERYBODY, report_of};
use crate::pages::answer::{Answer, show as render};
use crate::view::{Section, Shell, query_value};
use crate::web::fields::Fields;
use crate::web::refusal::Refusal;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "access/everybody.html")]
struct EverybodyPage {
    shell: Shell,
    lines: Vec<LineView>,
    next: Option<String>,
    total: u64,
}

struct LineView {
    name: String,
    address: String,
    administrator: bool,
    losses: (&'static str, String),
    thefts: (&'static str, String),
    open_questions: usize,
}

impl LineView {
    fn new(line: Line) -> Self {
        Self {
            address: report_of(&line.name),
            administrator: line.administrator,
            losses: match line.resilience {
                Some(0) => ("bad", "locked out today".to_owned()),
                Some(1) => ("warn", "one loss locks out".to_owned()),
                Some(many) => ("ok", format!("it takes {many} losses")),
                None => ("ok", "it takes many losses".to_owned()),
            },
            thefts: match line.strength {
                Some(0) => ("bad", "open to everybody".to_owned()),
                Some(1) => ("warn", "one theft lets in".to_owned()),
                Some(many) => ("ok", format!("it takes {many} thefts")),
                None => ("ok", "it takes many thefts".to_owned()),
            },
            open_questions: line.open_questions,
            name: line.name,
        }
    }
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    if !signed_in.caller.is_administrator() {
        return Err(Refusal::from(service::ServiceError::Denied));
    }
    let after = query.given("after");
    let found = access::overview(console.service(), &signed_in.caller, after).await?;
    render(&EverybodyPage {
        shell: Shell::of(&signed_in, Section::Access),
        lines: found.lines.into_iter().map(LineView::new).collect(),
        next: found.next.map(|name| query_value(&format!("{EVERYBODY}?after="), &name)),
        total: found.total,
    })
}
