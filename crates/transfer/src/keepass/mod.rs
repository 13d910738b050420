//! KeePass databases (KDBX 4 and 3.1), as KeePassXC writes them, opened
//! with their password: container, content, and the attributes that hold
//! one-time codes. Passwords and notes are not looked at.

mod attributes;
mod container;
mod content;
mod older;
mod open;

pub(crate) use container::is_keepass;
pub(crate) use open::read;
#[cfg(feature = "fuzzing")]
pub(crate) use open::read_content;
