//! The account's hardware tokens: what lies in stock and who has what, importing a
//! delivery, bringing a user's token back into step, retiring one.

mod import;
mod list;
mod resync;
mod retire;
mod routes;

pub(super) use routes::routes;
