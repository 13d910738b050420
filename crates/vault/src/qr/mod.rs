//! QR codes: pictures in, pictures out. What a code's text means is not known
//! here.

mod draw;
mod picture;
mod read;

pub use draw::{Drawing, TooLong};
pub use picture::{Picture, PictureError};
pub use read::read;
