//! Signing in: who and password on one page, the code on the next, a new
//! password where the old one was given by somebody else.

mod factor;
mod help;
mod leave;
mod lost;
mod names;
mod new_password;
mod passkey;
mod recovery_code;
mod routes;
mod step;

pub(super) use factor::may_be_out_of_step;
pub(super) use routes::routes;
