//! The caller's own security credentials: devices, recovery codes, password and
//! access keys.

mod enrol;
mod keys;
mod lost;
mod overview;
mod passkey;
mod passkeys_only;
mod password;
mod recovery_codes;
mod remove;
mod rename;
mod replace_codes;
mod resync;
mod routes;
mod sheet;
mod temporary;
mod token;
mod try_code;
mod way_back;

pub(super) use routes::routes;
use routes::{OVERVIEW, device_page};
