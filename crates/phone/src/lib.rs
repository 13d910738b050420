//! Telephone calls that ask for digits: a gateway is given a number and what to
//! say, calls, and reports back over HTTP what was keyed in.
//!
//! Two gateways: [`Twilio`], by the calls API that Twilio documents, and
//! [`Webhook`], a plain signed exchange that any private branch exchange can
//! serve (`docs/operating/phone.md`). Bytes in, bytes out, and one HTTP client; no
//! accounts, no digits that anybody should know, no clock: time comes in as a
//! number.

mod client;
mod gateway;
mod say;
mod secret;
mod twilio;
mod webhook;

pub use gateway::{
    Call, Ended, Gateway, NotPlaced, Purpose, Received, Refused, Reply, Report, Spoken,
};
pub use secret::Secret;
pub use twilio::Twilio;
pub use webhook::Webhook;
