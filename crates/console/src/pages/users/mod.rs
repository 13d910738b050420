//! IAM users, for administrators.

mod administrator;
mod create;
mod delete;
mod device;
mod given;
mod list;
mod passkeys_only;
mod password;
mod reset;
mod routes;
mod sessions;
mod subject;
mod view;

pub(super) use list::waiting;
pub(super) use routes::routes;
use routes::{LIST, NEW, user_page};
use subject::Subject;
