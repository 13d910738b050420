//! The tokens of the account: which lie in stock, and who has the others.

use askama::Template;
use axum::extract::{RawQuery, State};
use identity::{Identity, Timestamp};
use service::hardware_tokens::list::{self, Listed};
use service::{Caller, PageRequest};

use super::routes::{LIST, token_page};
use crate::pages::answer::{Answer, show as render};
use crate::pages::device::Expiry;
use crate::view::{Moment, Section, Shell, query_value, segment};
use crate::web::fields::Fields;
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// Tokens on one page.
const PAGE: usize = 100;

struct Row {
    serial: String,
    maker: Option<String>,
    imported: Moment,
    last_used: Option<Moment>,
    /// Who has it; empty while it lies in stock.
    holder: String,
    lost: bool,
    /// Until when its maker permits it to be used.
    expires: Option<Expiry>,
    /// Where it is retired.
    retire: Option<String>,
    /// Where it is taken back into stock.
    take_back: Option<String>,
    /// Where its clock is learned anew.
    resync: Option<String>,
}

impl Row {
    fn new(token: Listed, caller: &Caller, now: Timestamp) -> Self {
        let serial = token.serial.as_str().to_owned();
        let expires = token.expires.map(|expires| Expiry::new(expires, now));
        let own = format!("/credentials/devices/{}", segment(&serial));
        let (take_back, resync) = match &token.holder {
            None => (None, None),
            Some(holder) if holder.identity == *caller.identity() => {
                (Some(format!("{own}/remove")), Some(format!("{own}/resync")))
            }
            // Nobody but root touches root's devices.
            Some(holder) if matches!(holder.identity, Identity::Root) => (None, None),
            Some(holder) => {
                let name = segment(&holder.name);
                let remove = format!("/users/{name}/devices/{}/remove", segment(&serial));
                let resync = token_page(&token.serial, &format!("resync/{name}"));
                (Some(remove), Some(resync))
            }
        };
        Self {
            maker: token.maker,
            imported: Moment::new(token.imported, now),
            last_used: token.last_used.map(|at| Moment::new(at, now)),
            lost: token.holder.as_ref().is_some_and(|holder| holder.lost),
            retire: token.holder.is_none().then(|| token_page(&token.serial, "retire")),
            holder: token.holder.map(|holder| holder.name).unwrap_or_default(),
            take_back,
            resync: resync.filter(|_| expires.as_ref().is_none_or(|expires| !expires.over)),
            expires,
            serial,
        }
    }
}

#[derive(Template)]
#[template(path = "tokens/list.html")]
struct ListPage {
    shell: Shell,
    tokens: Vec<Row>,
    /// Where the next page is.
    next: Option<String>,
    /// Where the first page is, when this is another one.
    first: Option<&'static str>,
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let (svc, caller, now) = (console.service(), &signed_in.caller, console.service().now());
    let after = query.given("after").map(str::to_owned);
    let first = after.as_ref().map(|_| LIST);
    let page = list::run(svc, caller, PageRequest { after, limit: PAGE }).await?;
    render(&ListPage {
        shell: Shell::of(&signed_in, Section::Users).after(&query),
        tokens: page.items.into_iter().map(|token| Row::new(token, caller, now)).collect(),
        next: page.next.map(|next| format!("{LIST}?{}", query_value("after=", &next))),
        first,
    })
}
