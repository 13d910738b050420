//! Mail: composed once, handed to a server by SMTP or written into a folder.

mod compose;
mod failure;
mod folder;
mod sender;
mod smtp;
mod url;
mod wire;

pub use compose::{Mail, compose};
pub use failure::Failure;
pub use folder::Folder;
pub use sender::{InvalidSender, Sender};
pub use smtp::Smtp;
pub use url::{InvalidUrl, SmtpUrl, Tls};
