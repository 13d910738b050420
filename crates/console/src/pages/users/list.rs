//! The users of the account, and who can administer it besides root.

use askama::Template;
use axum::extract::{RawQuery, State};
use identity::Timestamp;
use service::users::list::{self, Listed};

use super::{LIST, user_page};
use crate::pages::answer::{Answer, show as render};
use crate::view::{Moment, Section, Shell, query_value};
use crate::web::fields::Fields;
use crate::web::session::SignedIn;
use crate::web::state::Console;

struct Row {
    name: String,
    address: String,
    administrator: bool,
    console_password: bool,
    devices: usize,
    /// Devices that are not accepted.
    refused: usize,
    created: Moment,
}

impl Row {
    fn all(users: Vec<Listed>, now: Timestamp) -> Vec<Self> {
        let row = |user: Listed| Self {
            address: user_page(&user.name),
            administrator: user.administrator,
            console_password: user.console_password,
            devices: user.devices,
            refused: user.refused,
            created: Moment::new(user.created, now),
            name: user.name,
        };
        users.into_iter().map(row).collect()
    }
}

#[derive(Template)]
#[template(path = "users/list.html")]
struct ListPage {
    shell: Shell,
    users: Vec<Row>,
    administrators: Vec<Row>,
    /// Names of those whom other policies than AdministratorAccess hold back.
    held_back: Vec<String>,
    /// Of how many users the policies were read, where there are more.
    looked_at: Option<u32>,
    may_create: bool,
    may_see_tokens: bool,
    /// Names and addresses of those whose reset waits for a second administrator.
    waiting: Vec<(String, String)>,
    total: u64,
    search: String,
    /// Where the next page is.
    next: Option<String>,
    /// Where the first page is, when this is another one.
    first: Option<String>,
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let (svc, now) = (console.service(), console.service().now());
    let search = query.given("search").unwrap_or_default();
    let after = query.given("after");
    let page = list::run(svc, &signed_in.caller, search, after).await?;
    let searched = query_value("search=", search);
    render(&ListPage {
        shell: Shell::of(&signed_in, Section::Users).after(&query),
        users: Row::all(page.users, now),
        administrators: Row::all(page.administrators, now),
        may_create: page.may_create,
        may_see_tokens: page.may_see_tokens,
        held_back: page.held_back,
        looked_at: page.looked_at,
        waiting: waiting(page.waiting_resets),
        total: page.total,
        next: page.next.map(|next| format!("{LIST}?{searched}&{}", query_value("after=", &next))),
        first: after.map(|_| format!("{LIST}?{searched}")),
        search: search.to_owned(),
    })
}

/// Adds the address of its page to each name.
pub(in crate::pages) fn waiting(names: Vec<String>) -> Vec<(String, String)> {
    let with_address = |name: String| {
        let address = user_page(&name);
        (name, address)
    };
    names.into_iter().map(with_address).collect()
}
