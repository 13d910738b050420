//! The keys of the list, and of the help over it. Whatever is no command is
//! typed into the search.

use super::event::{Effect, Key};
use super::state::{Mode, State};
use super::{add, edit, lock};

pub(crate) fn key(state: &mut State, key: Key) -> Vec<Effect> {
    let last = state.visible.len().saturating_sub(1);
    let page = usize::from(state.size.1.saturating_sub(11)).max(1);
    let id = state.selected().map(|entry| entry.id().to_owned());
    match key {
        Key::Up => state.selected = state.selected.saturating_sub(1),
        Key::Down => state.selected = (state.selected + 1).min(last),
        Key::PageUp => state.selected = state.selected.saturating_sub(page),
        Key::PageDown => state.selected = (state.selected + page).min(last),
        Key::Home => state.selected = 0,
        Key::End => state.selected = last,
        Key::Left | Key::BackTab => turn(state, state.tabs.len().saturating_sub(1)),
        Key::Right => turn(state, 1),
        Key::Char('?') => state.mode = Mode::Help { from: 0, entry: None },
        Key::Ctrl('l') => return lock::lock(state),
        Key::Ctrl('n') => add::begin(state),
        Key::Esc if state.query.is_empty() => {}
        Key::Esc => {
            state.query.clear();
            state.search();
        }
        _ => return with_entry(state, key, id),
    }
    Vec::new()
}

/// Does what needs an entry to stand on; what is left goes to the search.
fn with_entry(state: &mut State, key: Key, id: Option<String>) -> Vec<Effect> {
    match (key, id) {
        (Key::Enter, Some(id)) => return state.copy(&id, false),
        (Key::Ctrl('y'), Some(id)) => return state.copy(&id, true),
        (Key::Tab, Some(id)) => state.mode = Mode::Entry { id, note: false },
        (Key::Ctrl('e'), Some(id)) => edit::begin(state, &id),
        (Key::Ctrl('r'), Some(id)) => state.mode = Mode::Qr { id, inverted: false },
        (Key::Char(' '), _) if state.query.is_empty() => {}
        (Key::Char(_) | Key::Backspace | Key::Ctrl('u' | 'w'), _) => {
            state.query.key(key);
            state.search();
        }
        _ => {}
    }
    Vec::new()
}

/// Turns to another tab, round and round.
fn turn(state: &mut State, by: usize) {
    state.tab = (state.tab + by) % state.tabs.len().max(1);
    state.search();
}

pub(crate) fn help_key(state: &mut State, key: Key) -> Vec<Effect> {
    let Mode::Help { from, entry } = &mut state.mode else { return Vec::new() };
    match key {
        Key::Up => *from = from.saturating_sub(1),
        Key::PageUp | Key::Home => *from = 0,
        // Drawing stops at the last line, wherever this leads.
        Key::Down => *from = (*from + 1).min(100),
        Key::PageDown | Key::End => *from = 100,
        Key::Esc | Key::Enter | Key::Char('?' | 'q') => {
            let back = entry.take();
            state.mode = back.map_or(Mode::Browse, |id| Mode::Entry { id, note: false });
        }
        _ => {}
    }
    Vec::new()
}
