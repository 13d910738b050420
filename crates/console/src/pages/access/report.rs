//! One report: what locks out, what lets in, the picture, and what happens if.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use service::access::{self, Asked, SetSaid, View};

use super::query::{asked, with_click};
use super::routes::{OWN, report_of};
use crate::pages::answer::{Answer, show as render};
use crate::view::{Section, Shell};
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "access/report.html")]
struct ReportPage {
    shell: Shell,
    /// Where this page is.
    here: String,
    view: View,
    /// Which click is on, and where the other is.
    steals: bool,
    click_lose: String,
    click_steal: String,
}

impl ReportPage {
    fn tone_of_losses(&self) -> &'static str {
        self.tone(self.view.survives_one_loss)
    }

    fn tone_of_thefts(&self) -> &'static str {
        self.tone(self.view.withstands_one_theft)
    }

    /// Returns the tone of a headline. What is good only as far as was looked is not
    /// shown as good.
    fn tone(&self, good: Option<bool>) -> &'static str {
        match good {
            Some(true) if self.view.unseen.is_empty() => "good",
            Some(true) => "info",
            Some(false) | None => "warn",
        }
    }

    /// Returns the name at the head of the page.
    fn whose(&self) -> &str {
        if self.view.root { "the root user" } else { &self.view.name }
    }
}

/// How many findings of a kind, and changes, stand on the page at once; the rest is
/// opened by a click.
const AT_ONCE: usize = 8;

/// Splits a list into what is shown at once and the rest.
fn first_of<T>(all: &[T]) -> (&[T], &[T]) {
    all.split_at(all.len().min(AT_ONCE))
}

/// Joins the members of a set as people read them.
fn joined(set: &SetSaid) -> String {
    match set.things.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => set.things.concat(),
    }
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    query: RawQuery,
) -> Answer {
    page(&console, &signed_in, OWN.to_owned(), asked(query, None)?).await
}

pub(super) async fn show_of_user(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path(name): Path<String>,
    query: RawQuery,
) -> Answer {
    page(&console, &signed_in, report_of(&name), asked(query, Some(name))?).await
}

async fn page(console: &Console, signed_in: &SignedIn, here: String, asked: Asked) -> Answer {
    let (click_lose, click_steal) =
        (with_click(&here, &asked, "lose"), with_click(&here, &asked, "steal"));
    let steals = asked.picture_steals;
    let view = access::run(console.service(), &signed_in.caller, asked).await?;
    let shell = Shell::of(signed_in, Section::Access);
    render(&ReportPage { shell, here, view, steals, click_lose, click_steal })
}
