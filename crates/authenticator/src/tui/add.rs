//! Where a new entry comes from: the menu, and the choice among several codes.

use otp::Otpauth;
use zeroize::Zeroizing;

use super::edit;
use super::event::{Effect, Key, Source};
use super::form::{Form, Item};
use super::state::{Mode, Purpose, State};
use crate::commands::is_transfer;

/// What the menu offers.
pub(crate) const MENU: [(&str, &str); 5] = [
    ("Picture file", "PNG, JPEG, WebP or BMP with a QR code in it"),
    ("Screen", "a QR code that is visible now"),
    ("Clipboard", "a picture that was copied"),
    ("Camera", "hold the QR code before it"),
    ("Secret or address", "typed or pasted; nobody sees it"),
];

/// Opens the menu.
pub(crate) fn begin(state: &mut State) {
    state.mode = Mode::Menu(0);
}

pub(crate) fn key(state: &mut State, key: Key) -> Vec<Effect> {
    let (at, last) = match &mut state.mode {
        Mode::Menu(at) => (at, MENU.len() - 1),
        Mode::Pick { texts, at } => (at, texts.len().saturating_sub(1)),
        _ => return Vec::new(),
    };
    match key {
        Key::Up => *at = at.saturating_sub(1),
        Key::Down | Key::Tab => *at = (*at + 1).min(last),
        Key::Esc => state.mode = Mode::Browse,
        Key::Enter => return choose(state),
        Key::Char(digit @ '1'..='9') => {
            let wanted = digit.to_digit(10).and_then(|digit| usize::try_from(digit - 1).ok());
            if let Some(wanted) = wanted.filter(|wanted| *wanted <= last) {
                *at = wanted;
                return choose(state);
            }
        }
        _ => {}
    }
    Vec::new()
}

fn choose(state: &mut State) -> Vec<Effect> {
    match &mut state.mode {
        Mode::Menu(0) => {
            let hint = "its path; ~ and file:// are understood";
            let form = Form::new("From a picture file", vec![Item::line("File", hint, "")]);
            state.mode = Mode::Form(form, Purpose::Picture);
        }
        Mode::Menu(at @ 1..=3) => {
            let source = match at {
                1 => Source::Screen,
                2 => Source::Clipboard,
                _ => Source::Camera,
            };
            state.say("looking for a QR code ...");
            return vec![Effect::Look(source)];
        }
        Mode::Menu(_) => {
            let hint = "base32 in any case, blanks do not matter; or otpauth://...";
            let items = vec![Item::hidden("Secret", hint)];
            let form = Form::new("From a secret or an address", items);
            state.mode = Mode::Form(form, Purpose::Secret);
        }
        Mode::Pick { texts, at } => {
            let text = texts.get(*at).cloned().unwrap_or_default();
            edit::begin_new(state, &text, false);
        }
        _ => {}
    }
    Vec::new()
}

/// Takes the texts of a picture's QR codes: one leads on, several are chosen
/// from, none is said.
pub(crate) fn read(state: &mut State, texts: Vec<Zeroizing<String>>) {
    state.said = None;
    let transfer = texts.iter().any(|text| is_transfer(text));
    let (none, count) = (texts.is_empty(), texts.len());
    let mut codes: Vec<Zeroizing<String>> =
        texts.into_iter().filter(|text| Otpauth::parse(text).is_ok()).collect();
    let fault = match codes.len() {
        0 if none => "no QR code was found; show it larger and sharper",
        0 if transfer => "this is a transfer of several entries; quit, then: secondkey import FILE",
        0 => "there is a QR code, but none for one-time codes",
        1 if count == 1 => {
            let text = codes.remove(0);
            return edit::begin_new(state, &text, false);
        }
        _ => {
            state.mode = Mode::Pick { texts: codes, at: 0 };
            return;
        }
    };
    match &mut state.mode {
        Mode::Form(form, _) => form.complain(fault),
        _ => state.say_bad(fault),
    }
}
