//! Signing in: the password, then the second factor, then, where the password
//! was given by an administrator, a new one. The order is kept by
//! `identity::signin`; here its facts are gathered and its states are kept.

mod complete;
mod known_browser;
pub mod new_password;
pub mod password;
pub mod pending;
pub mod second_factor;
pub mod sign_out;
mod step;

pub(crate) use complete::{complete, name_of, open_new_root_session};
pub(crate) use known_browser::KnownBrowser;
pub use pending::PendingView;
pub use step::{Origin, SignedIn, Step};
