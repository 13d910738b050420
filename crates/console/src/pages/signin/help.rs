//! What to do when the way in does not open.

use askama::Template;
use axum::extract::{RawQuery, State};

use super::super::answer::{Answer, show};
use super::step::{find, query, unless_first};
use crate::view::{address, own_address};
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "signin/help.html")]
struct HelpPage {
    /// Whether somebody of this browser stands before the code page.
    pending: bool,
    root: bool,
    back: String,
    resync: String,
    /// Where a recovery code is typed, when there are any.
    recovery: Option<String>,
    /// Where a lost device is reported, when there is one.
    lost: Option<String>,
}

pub(super) async fn show_help(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Answer {
    let query = query(raw)?;
    let who = find(&console, &visitor).await?;
    let then = own_address(query.given("then"));
    let waits_for_code = who.as_ref().is_some_and(|who| !who.new_password);
    let back = match &who {
        Some(who) if waits_for_code && who.passkey_first => "/signin/passkey",
        Some(_) if waits_for_code => "/signin/code",
        _ => "/signin",
    };
    let onward = |page: &str| address(page, &[("then", unless_first(then))]);
    let before_code = who.as_ref().filter(|_| waits_for_code);
    let codes = before_code.is_some_and(|who| who.recovery_codes);
    let devices = before_code.is_some_and(|who| !who.usable.is_empty());
    show(&HelpPage {
        recovery: codes.then(|| onward("/signin/recovery-code")),
        lost: devices.then(|| onward("/signin/lost")),
        pending: waits_for_code,
        root: who.is_some_and(|who| who.root) || query.text("as") == "root",
        back: address(back, &[("then", unless_first(then))]),
        resync: address("/signin/resync", &[("then", unless_first(then))]),
    })
}
