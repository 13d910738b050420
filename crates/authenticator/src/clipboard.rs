//! The clipboard. On X its text lives only as long as the process that put it
//! there, so this process stays until the text is cleared or replaced.

use std::time::Duration;

use arboard::{Clipboard, SetExtLinux};

use crate::env::Env;
use crate::failure::Failure;

/// Puts a secret text on the clipboard, hidden from clipboard histories that
/// honour it; `copied` is called once it is there. Returns when `seconds` are
/// over, the text then taken away, or as soon as something else was copied.
pub(crate) fn lend(
    env: &Env,
    text: &str,
    seconds: u64,
    copied: impl FnOnce(),
) -> Result<(), Failure> {
    let unavailable = |error: arboard::Error| {
        Failure::new(format!(
            "there is no clipboard to copy to ({error}); --copy needs a graphical session with X11 or Xwayland"
        ))
    };
    let mut clipboard = Clipboard::new().map_err(unavailable)?;
    clipboard.set().exclude_from_history().text(text).map_err(unavailable)?;
    copied();
    for _ in 0..seconds {
        env.sleep(Duration::from_secs(1));
        if clipboard.get_text().ok().as_deref() != Some(text) {
            return Ok(());
        }
    }
    clipboard.clear().map_err(unavailable)
}
