//! The clipboard. On X its text lives only as long as the process that put it
//! there, so this process stays until the text is cleared or replaced.

use std::time::Duration;

use arboard::{Clipboard, SetExtLinux};
use zeroize::Zeroizing;

use crate::env::Env;
use crate::failure::Failure;

/// Is a secret text on the clipboard, as long as this lives.
pub(crate) struct Loan {
    clipboard: Clipboard,
    text: Zeroizing<String>,
}

impl Loan {
    /// Puts a secret text on the clipboard, hidden from clipboard histories that
    /// honour it.
    pub(crate) fn new(text: &str) -> Result<Self, Failure> {
        let mut clipboard = Clipboard::new().map_err(unavailable)?;
        clipboard.set().exclude_from_history().text(text).map_err(unavailable)?;
        Ok(Self { clipboard, text: Zeroizing::new(text.to_owned()) })
    }

    /// Tells whether nothing else was copied since.
    pub(crate) fn is_there(&mut self) -> bool {
        self.clipboard.get_text().map(Zeroizing::new).is_ok_and(|found| *found == *self.text)
    }

    /// Takes the text away, unless something else was copied.
    pub(crate) fn take_back(mut self) -> Result<(), Failure> {
        if self.is_there() { self.clipboard.clear().map_err(unavailable) } else { Ok(()) }
    }
}

/// Puts a secret text on the clipboard; `copied` is called once it is there.
/// Returns when `seconds` are over, the text then taken away, or as soon as
/// something else was copied.
pub(crate) fn lend(
    env: &Env,
    text: &str,
    seconds: u64,
    copied: impl FnOnce(),
) -> Result<(), Failure> {
    let mut loan = Loan::new(text)?;
    copied();
    for _ in 0..seconds {
        env.sleep(Duration::from_secs(1));
        if !loan.is_there() {
            return Ok(());
        }
    }
    loan.take_back()
}

#[expect(clippy::needless_pass_by_value, reason = "this is what map_err hands over")]
fn unavailable(error: arboard::Error) -> Failure {
    Failure::new(format!(
        "no clipboard here: copying needs a graphical session with X11 or Xwayland ({error})"
    ))
}
