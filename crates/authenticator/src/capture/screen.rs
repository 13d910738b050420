//! QR codes on the screen: of an X server, or by the desktop's portal where no
//! program may look for itself.

use vault::qr;
use zeroize::Zeroizing;

use super::x11;
use crate::bus::portal;
use crate::env::Env;
use crate::failure::Failure;

/// What helps where the screen cannot be taken.
const OTHERWISE: &str = "make a screenshot, then secondkey add --image FILE";

/// Returns the texts of all QR codes that the screen shows.
pub(crate) fn codes(env: &Env) -> Result<Vec<Zeroizing<String>>, Failure> {
    // What an X server under Wayland gives is black where it matters.
    let taken = if env.is_set("WAYLAND_DISPLAY") {
        portal::screenshot(env)
    } else if env.is_set("DISPLAY") {
        x11::screenshot()
    } else {
        return Err(Failure::new(format!("no graphical session here: {OTHERWISE}")));
    };
    let screen = taken.map_err(|reason| {
        Failure::new(format!("the screen cannot be seen ({reason}); {OTHERWISE}"))
    })?;
    Ok(qr::read(&screen))
}
