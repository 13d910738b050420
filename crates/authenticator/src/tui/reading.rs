//! QR codes from wherever they are shown: a file, the screen, the clipboard, a
//! camera.

use vault::qr::{self, Picture};
use zeroize::Zeroizing;

use super::event::Source;
use crate::capture;
use crate::env::Env;
use crate::failure::Failure;

/// Returns the texts of all QR codes that are there.
pub(crate) fn look(env: &Env, source: &Source) -> Result<Vec<Zeroizing<String>>, Failure> {
    match source {
        Source::File(path) => Ok(qr::read(&Picture::open(path)?)),
        Source::Screen => capture::screen::codes(env),
        Source::Clipboard => capture::clipboard::codes(),
        Source::Camera => capture::camera::codes(None),
    }
}
