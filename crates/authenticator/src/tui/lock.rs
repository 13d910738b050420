//! Locking: everything secret leaves the screen and the memory, and only the
//! passphrase brings it back.

use zeroize::Zeroizing;

use super::event::{Effect, Key};
use super::field::Field;
use super::state::{Mode, State};

/// Forgets all entries. What was being typed is lost as well; a code on the
/// clipboard stays for its time.
pub(crate) fn lock(state: &mut State) -> Vec<Effect> {
    state.query.clear();
    state.tab = 0;
    state.counted = None;
    state.said = None;
    let passphrase = Field::line("", 1024);
    state.mode = Mode::Locked { passphrase, fault: None, opening: false };
    state.fill(Vec::new(), None);
    vec![Effect::Lock]
}

pub(crate) fn key(state: &mut State, key: Key) -> Vec<Effect> {
    let Mode::Locked { passphrase, fault, opening } = &mut state.mode else { return Vec::new() };
    if *opening {
        return Vec::new();
    }
    *fault = None;
    match key {
        Key::Enter if !passphrase.is_empty() => {
            *opening = true;
            let typed = Zeroizing::new(passphrase.text().to_owned());
            passphrase.clear();
            return vec![Effect::Unlock(typed)];
        }
        Key::Esc => passphrase.clear(),
        _ => drop(passphrase.key(key)),
    }
    Vec::new()
}
