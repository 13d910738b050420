//! The programs' door: AWS's IAM, STS, CloudTrail and Account Management as their
//! clients know them.
//! An action parses its parameters, calls one use case and renders what comes
//! back; it decides nothing.
//!
//! `operations` is the one list of what there is, `dispatch` leads a request to
//! its action, `authenticate` makes the caller, and each action is one file under
//! `iam`, `sts`, `cloudtrail` and `account`, named after it. What comes of a call is put on
//! record before it is answered.

mod account;
mod answer;
mod authenticate;
mod call;
mod cloudtrail;
mod compatibility;
mod dispatch;
mod door;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod iam;
mod operations;
mod paging;
mod qr;
mod refusal;
mod rules;
mod sts;
mod view;

pub use compatibility::page as compatibility_page;
pub use dispatch::{is_for_programs, serve};
pub use door::{Door, Sender};
