//! Everybody whose report the caller may see, in one line each.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::access::{self, Least, Line};

use super::routes::{EVERYBODY, report_of};
use crate::pages::answer::{Answer, show as render};
use crate::view::{Section, Shell, query_value};
use crate::web::fields::Fields;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "access/everybody.html")]
struct EverybodyPage {
    shell: Shell,
    lines: Vec<LineView>,
    next: Option<String>,
    total: u64,
    /// What was not looked at, in sentences.
    unseen: Vec<String>,
}

struct LineView {
    name: String,
    address: String,
    administrator: bool,
    losses: (&'static str, String),
    thefts: (&'static str, String),
    /// Whether not everything was looked at.
    cut: bool,
    open_questions: usize,
}

/// Is what stands for how many losses, or thefts, it takes: its tone and its words.
struct Words {
    already: &'static str,
    one: &'static str,
    many: &'static str,
    never: &'static str,
}

const LOSSES: Words = Words {
    already: "locked out today",
    one: "one loss locks out",
    many: "losses",
    never: "no loss locks out",
};

const THEFTS: Words = Words {
    already: "open to everybody",
    one: "one theft lets in",
    many: "thefts",
    never: "no theft lets in",
};

impl Words {
    /// Says how many it takes. What is good only as far as was looked is not shown
    /// as good.
    fn of(&self, least: Least, cut: bool) -> (&'static str, String) {
        let good = if cut { "" } else { "ok" };
        match least {
            Least::Exactly(0) => ("bad", self.already.to_owned()),
            Least::Exactly(1) => ("warn", self.one.to_owned()),
            Least::Exactly(count) => (good, format!("it takes {count} {}", self.many)),
            Least::NotBelow(count) => (good, format!("it takes {count} {} or more", self.many)),
            Least::Never => (good, self.never.to_owned()),
            Least::Unknown => ("warn", "too much to look at to say".to_owned()),
        }
    }
}

impl LineView {
    fn new(line: Line) -> Self {
        Self {
            address: report_of(&line.name),
            administrator: line.administrator,
            losses: LOSSES.of(line.losses, line.cut),
            thefts: THEFTS.of(line.thefts, line.cut),
            cut: line.cut,
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
    let after = query.given("after");
    let found = access::overview(console.service(), &signed_in.caller, after).await?;
    render(&EverybodyPage {
        shell: Shell::of(&signed_in, Section::Access),
        lines: found.lines.into_iter().map(LineView::new).collect(),
        next: found.next.map(|name| query_value(&format!("{EVERYBODY}?after="), &name)),
        total: found.total,
        unseen: found.unseen,
    })
}
