//! Pictures from what is at hand: the screen, the clipboard, a camera. Finding
//! codes in them is the vault crate's affair.

pub(crate) mod camera;
pub(crate) mod clipboard;
mod grey;
pub(crate) mod screen;
mod x11;
