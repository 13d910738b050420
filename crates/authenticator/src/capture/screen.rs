//! QR codes on the screen: of an X server.

use vault::qr;
use zeroize::Zeroizing;

use super::x11;
use crate::env::Env;
use crate::failure::Failure;

/// What helps where the screen cannot be taken.
const OTHERWISE: &str = "take a screenshot to a file, then: secondkey add --image FILE";

/// Returns the texts of all QR codes that the screen shows.
pub(crate) fn codes(env: &Env) -> Result<Vec<Zeroizing<String>>, Failure> {
    if env.is_set("WAYLAND_DISPLAY") {
        // What an X server under Wayland gives is black where it matters.
        return Err(Failure::new(format!(
            "Wayland lets no program look at the screen by itself; {OTHERWISE}"
        )));
    }
    if !env.is_set("DISPLAY") {
        return Err(Failure::new(format!("there is no graphical session here; {OTHERWISE}")));
    }
    let screen = x11::screenshot().map_err(|reason| {
        Failure::new(format!("the screen cannot be seen ({reason}); {OTHERWISE}"))
    })?;
    Ok(qr::read(&screen))
}
