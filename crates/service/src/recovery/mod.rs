//! Recovering the root user who cannot use any device: password, mailbox,
//! telephone, in this order, each told to everybody behind the account with a
//! link that stops it. The order is kept by `identity::recovery`; here its facts
//! are gathered and its states are kept. At the end stands a session that may
//! only repair.

pub mod announced_phone;
pub mod approve;
pub mod begin;
pub mod call;
pub mod calls;
pub mod cancel;
pub mod finish;
pub mod hindrance;
pub(crate) mod link;
pub mod offer;
mod phone_service;
pub mod prove_mailbox;
pub mod ready;
mod record;
pub mod repair;
pub mod send_again;
mod told;
pub mod under_way;
pub mod view;

pub use link::RecoveryLink;
pub use phone_service::PhoneService;
pub(crate) use record::{end_all, take_call_back};
pub use view::View;
