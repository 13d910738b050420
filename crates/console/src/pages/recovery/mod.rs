//! Recovering root: from the code page of a sign-in to the session for repairs,
//! the links in the notices, what administrators see of it, and the telephone that
//! is played on the screen where there is no gateway.

mod begin;
mod mail;
mod oversee;
mod phone_number;
mod played_call;
mod progress;
mod repair;
mod routes;
mod stop;
pub(super) mod words;

pub(super) use routes::routes;
