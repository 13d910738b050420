//! The terminal: keys become events, states become cells. It is given back as
//! it was, also after a fault and after a signal.

use std::io::stdout;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event as Raw, KeyCode, KeyEvent,
    KeyEventKind, KeyModifiers,
};
use ratatui::crossterm::execute;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use zeroize::Zeroizing;

use super::draw::{Theme, draw};
use super::event::{Effect, Event, Key};
use super::session::Session;
use super::state::State;
use super::watchdog::Watchdog;
use crate::clock;
use crate::context::Context;
use crate::failure::Failure;

/// How long is waited for a key before the clock is looked at.
const WAIT: Duration = Duration::from_millis(200);

/// Gives the terminal back, however the interface ends.
struct Restored;

impl Drop for Restored {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    let _ = execute!(stdout(), DisableBracketedPaste);
    let _ = ratatui::try_restore();
}

/// Runs the interface until it is left, or a signal ends it.
pub(crate) fn run(
    context: &Context,
    mut session: Session<'_>,
    mut state: State,
) -> Result<(), Failure> {
    let ended = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGHUP, SIGINT] {
        signal_hook::flag::register(signal, Arc::clone(&ended))?;
    }
    let theme = Theme { colour: context.output.style().colour };
    let restored = Restored;
    // This also restores the terminal before a fault is told.
    let mut terminal = ratatui::try_init()?;
    execute!(stdout(), EnableBracketedPaste)?;
    let size = terminal.size()?;
    state.update(Event::Resized(size.width, size.height));
    let watchdog = Watchdog::start(give_back);
    let outcome =
        live(context, &mut terminal, &mut session, &mut state, (theme, &ended, &watchdog));
    drop(terminal);
    drop(restored);
    outcome
}

fn live(
    context: &Context,
    terminal: &mut DefaultTerminal,
    session: &mut Session<'_>,
    state: &mut State,
    (theme, ended, watchdog): (Theme, &AtomicBool, &Watchdog),
) -> Result<(), Failure> {
    loop {
        terminal.draw(|frame| draw(frame, state, theme))?;
        let mut events = Vec::new();
        let mut wait = WAIT;
        // What was typed faster than it is drawn comes along.
        while watchdog.wait(|| event::poll(wait))? {
            events.extend(understood(watchdog.wait(event::read)?));
            wait = Duration::ZERO;
        }
        if ended.load(Ordering::Relaxed) {
            let _ = state.quit().into_iter().map(|effect| session.act(effect)).count();
            return Err(Failure::new("ended by a signal"));
        }
        let now = context.env.now();
        if now != state.now {
            events.extend(session.refreshed());
            events.push(Event::Tick(now));
            events.push(Event::Clock(clock::known(&context.env)));
        }
        for event in events {
            #[cfg(debug_assertions)]
            break_down(context);
            if let Left::Yes = happen(terminal, session, state, theme, event)? {
                return Ok(());
            }
        }
    }
}

/// Breaks down where a test wants to see what becomes of the terminal; a build
/// for people cannot.
#[cfg(debug_assertions)]
fn break_down(context: &Context) {
    assert!(!context.env.is_set("SECONDKEY_BREAK_DOWN"), "a test wanted a fault");
}

/// Whether the person has left.
enum Left {
    Yes,
    No,
}

/// Lets an event happen, and everything that comes of it.
fn happen(
    terminal: &mut DefaultTerminal,
    session: &mut Session<'_>,
    state: &mut State,
    theme: Theme,
    event: Event,
) -> Result<Left, Failure> {
    let mut events = vec![event];
    while !events.is_empty() {
        let effects: Vec<Effect> = events.drain(..).flat_map(|event| state.update(event)).collect();
        if !effects.is_empty() {
            // Some take their time; what is being done is seen meanwhile.
            terminal.draw(|frame| draw(frame, state, theme))?;
        }
        for effect in effects {
            let quits = matches!(effect, Effect::Quit);
            events.extend(session.act(effect));
            if quits {
                return Ok(Left::Yes);
            }
        }
    }
    Ok(Left::No)
}

fn understood(raw: Raw) -> Option<Event> {
    match raw {
        Raw::Key(key) if key.kind != KeyEventKind::Release => pressed(key).map(Event::Key),
        Raw::Paste(text) => Some(Event::Paste(Zeroizing::new(text))),
        Raw::Resize(columns, lines) => Some(Event::Resized(columns, lines)),
        _ => None,
    }
}

fn pressed(key: KeyEvent) -> Option<Key> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Char('h') if control => Key::Backspace,
        KeyCode::Char(c) if control => Key::Ctrl(c.to_ascii_lowercase()),
        KeyCode::Char(_) if key.modifiers.contains(KeyModifiers::ALT) => return None,
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
        pressed(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn keys_are_understood_with_their_modifiers() {
        assert_eq!(key(KeyCode::Char('?'), KeyModifiers::SHIFT), Some(Key::Char('?')));
        assert_eq!(key(KeyCode::Char('N'), KeyModifiers::CONTROL), Some(Key::Ctrl('n')));
        assert_eq!(key(KeyCode::Char('h'), KeyModifiers::CONTROL), Some(Key::Backspace));
        assert_eq!(key(KeyCode::Char('x'), KeyModifiers::ALT), None);
        assert_eq!(key(KeyCode::F(1), KeyModifiers::NONE), None);
    }
}
