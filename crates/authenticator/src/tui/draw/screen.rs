//! The whole screen: the search above, words and keys below, between them what
//! the mode shows.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::text::{cut, hints};
use super::theme::Theme;
use super::{entry, forms, help, list, locked, pane, qr};
use crate::tui::state::{Mode, State};

/// From this height on, the list has the large code below it.
const TALL: u16 = 16;

/// In the last so many seconds before it is locked, the screen says so.
const SOON: u64 = 60;

const HINTS: [(&str, &str); 7] = [
    ("?", "help"),
    ("Enter", "copy"),
    ("Tab", "open"),
    ("^N", "new"),
    ("^R", "QR"),
    ("^L", "lock"),
    ("^Q", "quit"),
];

/// Draws a state.
pub(crate) fn draw(frame: &mut Frame<'_>, state: &State, theme: Theme) {
    let area = frame.area();
    if area.height < 4 || area.width < 20 {
        frame.render_widget(Line::raw("too small"), area);
        return;
    }
    let row = |y: u16| Rect { y, height: 1, ..area };
    let last = area.bottom() - 1;
    let body = Rect { y: area.y + 1, height: area.height - 3, ..area };
    header(frame, row(area.y), state, theme);
    status(frame, row(last - 1), state, theme);
    let keys: &[(&str, &str)] = match &state.mode {
        Mode::Browse => &HINTS,
        Mode::Entry { .. } => &entry::HINTS,
        Mode::Qr { .. } => &qr::HINTS,
        Mode::Help { .. } => &help::HINTS,
        Mode::Menu(_) | Mode::Pick { .. } => &forms::CHOICE_HINTS,
        Mode::Form(..) => &forms::FORM_HINTS,
        Mode::Locked { .. } => &locked::HINTS,
    };
    if !matches!(state.mode, Mode::Qr { .. }) {
        frame.render_widget(hints(theme, keys, usize::from(area.width)), row(last));
    }
    match &state.mode {
        Mode::Browse => browse(frame, body, state, theme),
        Mode::Entry { id, note } => {
            if let Some(one) = state.rows.by_id(id) {
                entry::page(frame, body, state, one, *note, theme);
            }
        }
        Mode::Qr { id, inverted } => {
            if let Some(one) = state.rows.by_id(id) {
                // Every line counts.
                frame.render_widget(ratatui::widgets::Clear, area);
                qr::page(frame, area, one, *inverted, theme);
            }
        }
        Mode::Help { from, .. } => help::page(frame, body, *from, theme),
        Mode::Menu(at) => forms::menu(frame, body, *at, theme),
        Mode::Pick { texts, at } => forms::pick(frame, body, texts, *at, theme),
        Mode::Form(form, _) => forms::form(frame, body, form, theme),
        Mode::Locked { passphrase, fault, opening } => {
            locked::page(frame, body, passphrase, fault.as_deref(), *opening, theme);
        }
    }
}

fn header(frame: &mut Frame<'_>, area: Rect, state: &State, theme: Theme) {
    let width = usize::from(area.width);
    if matches!(state.mode, Mode::Locked { .. }) {
        frame.render_widget(Line::styled(" secondkey", theme.strong()), area);
        return;
    }
    let soon = state.locks_in().filter(|left| *left <= SOON);
    let right = match soon {
        Some(left) => format!("locks in {left} s "),
        None if state.query.is_empty() => format!("{} ", state.rows.len()),
        None => format!("{} of {} ", state.visible.len(), state.rows.len()),
    };
    let name = if width < 50 { " >" } else { " secondkey" };
    let room = width.saturating_sub(name.width() + right.width() + 3);
    let query = cut(state.query.text(), room);
    let browse = matches!(state.mode, Mode::Browse);
    let mut spans = vec![Span::styled(name, theme.accent().patch(theme.strong()))];
    if state.query.is_empty() && browse {
        spans.push(Span::styled(cut("  type to search", room + 2), theme.faint()));
    } else {
        spans.push(Span::styled(format!("  {query}"), theme.strong()));
    }
    frame.render_widget(Line::from(spans), area);
    let style = if soon.is_some() { theme.urgent() } else { theme.faint() };
    let right_width = u16::try_from(right.width()).unwrap_or_default().min(area.width);
    let corner = Rect { x: area.right() - right_width, width: right_width, ..area };
    frame.render_widget(Line::styled(right, style), corner);
    if browse {
        let before = name.width() + 2 + state.query.before().width().min(room);
        let x = area.x + u16::try_from(before).unwrap_or_default();
        frame.set_cursor_position(Position::new(x, area.y));
    }
}

fn browse(frame: &mut Frame<'_>, area: Rect, state: &State, theme: Theme) {
    tabs(frame, Rect { height: 1, ..area }, state, theme);
    let selected = state.selected().filter(|_| area.height + 3 >= TALL);
    let below = selected.map_or(0, |_| pane::HEIGHT + 2);
    let rows = Rect { y: area.y + 1, height: area.height.saturating_sub(1 + below), ..area };
    list::list(frame, rows, state, theme);
    if let Some(entry) = selected {
        let title = Rect { y: rows.bottom(), height: 1, ..area };
        pane::title(frame, title, entry, theme);
        let code = Rect { y: title.y + 1, height: pane::HEIGHT, ..area };
        pane::code(frame, code, state, entry, theme);
    }
}

/// Draws the groups, around the one that is looked at; a line where there are
/// none.
fn tabs(frame: &mut Frame<'_>, area: Rect, state: &State, theme: Theme) {
    let width = usize::from(area.width);
    if state.tabs.len() < 2 {
        frame.render_widget(Line::styled("\u{2500}".repeat(width), theme.faint()), area);
        return;
    }
    let titles: Vec<String> =
        state.tabs.iter().map(|tab| format!(" {} ", cut(tab.title(), 20))).collect();
    let widths: Vec<usize> = titles.iter().map(|title| title.width() + 1).collect();
    // As many to the left of the chosen one as leave room for it.
    let mut from = state.tab;
    let mut used = widths.get(from).copied().unwrap_or_default() + 2;
    while let Some(more) = from.checked_sub(1).and_then(|at| widths.get(at)) {
        if used + more > width {
            break;
        }
        used += more;
        from -= 1;
    }
    let mut spans = vec![Span::raw(if from > 0 { "\u{2039}" } else { " " })];
    let mut used = 1;
    for (index, title) in titles.iter().enumerate().skip(from) {
        if used + title.width() + 2 > width {
            spans.push(Span::raw("\u{203a}"));
            break;
        }
        used += title.width() + 1;
        let style = if index == state.tab { theme.chosen() } else { theme.faint() };
        spans.push(Span::styled(title.clone(), style));
        spans.push(Span::raw(" "));
    }
    frame.render_widget(Line::from(spans), area);
}

/// Draws what is to be said: what just happened, else how long a copied code
/// stays on the clipboard, else what is amiss with the clock.
fn status(frame: &mut Frame<'_>, area: Rect, state: &State, theme: Theme) {
    let width = usize::from(area.width).saturating_sub(2);
    let line = if let Some(said) = &state.said {
        let style = if said.bad { theme.urgent() } else { theme.good() };
        Line::styled(format!(" {}", cut(&said.text, width)), style)
    } else if let Some((copied, left)) =
        state.copied.as_ref().and_then(|copied| Some((copied, copied.left(state.now)?)))
    {
        let words = format!("on the clipboard for {left} s: the code of {}", copied.name);
        Line::styled(format!(" {}", cut(&words, width)), theme.good())
    } else if let Some(word) = state.clock_word() {
        Line::styled(format!(" {}", cut(&word, width)), theme.urgent())
    } else {
        Line::raw("")
    };
    frame.render_widget(line, area);
}
