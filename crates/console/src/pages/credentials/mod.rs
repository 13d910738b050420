//! The caller's own security credentials: devices, password and
//! access keys.

mod enrol;
mod keys;
mod overview;
mod password;
mod remove;
mod rename;
mod resync;
mod routes;
mod try_code;

pub(super) use routes::routes;
use routes::{OVERVIEW, device_page};
