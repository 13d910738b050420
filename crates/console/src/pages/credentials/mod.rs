//! The caller's own security credentials: devices and password.

mod enrol;
mod overview;
mod passkey;
mod password;
mod remove;
mod rename;
mod resync;
mod routes;
mod try_code;

pub(super) use routes::routes;
use routes::{OVERVIEW, device_page};
