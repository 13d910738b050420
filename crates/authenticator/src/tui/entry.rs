//! The keys of a single entry and of its QR code.

use super::event::{Effect, Key};
use super::form::{Form, Item};
use super::state::{Mode, Purpose, State};
use super::{edit, lock};

pub(crate) fn key(state: &mut State, key: Key) -> Vec<Effect> {
    match &mut state.mode {
        Mode::Qr { id, inverted } => {
            match key {
                Key::Char('i') => *inverted = !*inverted,
                Key::Esc | Key::Enter | Key::Char('q') | Key::Left => {
                    state.mode = Mode::Entry { id: std::mem::take(id), note: false };
                }
                Key::Ctrl('l') => return lock::lock(state),
                _ => {}
            }
            Vec::new()
        }
        Mode::Entry { id, note } => {
            if key == Key::Char('v') {
                *note = !*note;
                return Vec::new();
            }
            let id = id.clone();
            entry_key(state, key, id)
        }
        _ => Vec::new(),
    }
}

fn entry_key(state: &mut State, key: Key, id: String) -> Vec<Effect> {
    match key {
        Key::Enter | Key::Char('c') => return state.copy(&id, false),
        Key::Char('n') => return state.copy(&id, true),
        Key::Char('e') => edit::begin(state, &id),
        Key::Char('r') => state.mode = Mode::Qr { id, inverted: false },
        Key::Char('x') | Key::Delete => remove(state, &id),
        Key::Char('?') => state.mode = Mode::Help { from: 0, entry: Some(id) },
        Key::Esc | Key::Tab | Key::Left | Key::Char('q') => {
            state.select(&id);
            state.mode = Mode::Browse;
        }
        Key::Ctrl('l') => return lock::lock(state),
        Key::Up | Key::Down => {
            let last = state.visible.len().saturating_sub(1);
            state.select(&id);
            state.selected = match key {
                Key::Up => state.selected.saturating_sub(1),
                _ => (state.selected + 1).min(last),
            };
            if let Some(entry) = state.selected() {
                state.mode = Mode::Entry { id: entry.id().to_owned(), note: false };
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Asks for the name before an entry is removed.
fn remove(state: &mut State, id: &str) {
    let Some(entry) = state.rows.by_id(id) else { return };
    let root = if entry.is_root() { " (ROOT)" } else { "" };
    let title = format!("Remove {}{root}", entry.name());
    let items = vec![Item::line(
        "Its name",
        "Remove its device at the service first, or you may lock yourself out. Type the whole name to remove the entry.",
        "",
    )];
    state.mode = Mode::Form(Form::new(title, items), Purpose::Remove(id.to_owned()));
}
