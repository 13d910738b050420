//! The page of one entry: its code, what it is, its note.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use vault::{Entry, day};

use super::pane;
use super::text::{cut, wrapped};
use super::theme::Theme;
use crate::tui::moment::shape;
use crate::tui::state::State;

pub(crate) const HINTS: [(&str, &str); 7] = [
    ("c", "copy"),
    ("n", "copy next"),
    ("v", "note"),
    ("e", "edit"),
    ("r", "QR"),
    ("x", "remove"),
    ("Esc", "back"),
];

/// Draws the page.
pub(crate) fn page(
    frame: &mut Frame<'_>,
    area: Rect,
    state: &State,
    entry: &Entry,
    note: bool,
    theme: Theme,
) {
    pane::title(frame, area, entry, theme);
    let below = |from: u16| Rect {
        y: area.y.saturating_add(from).min(area.bottom()),
        height: area.height.saturating_sub(from),
        ..area
    };
    let code = Rect { height: pane::HEIGHT.min(area.height.saturating_sub(2)), ..below(2) };
    pane::code(frame, code, state, entry, theme);
    let inner =
        Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..below(3 + pane::HEIGHT) };
    let lines = facts(entry, note, theme, usize::from(inner.width));
    for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
        frame.render_widget(line, Rect { y, height: 1, ..inner });
    }
}

fn facts(entry: &Entry, note: bool, theme: Theme, columns: usize) -> Vec<Line<'static>> {
    let otpauth = entry.otpauth();
    let fact = |label: &'static str, text: &str| {
        Line::from(vec![
            Span::styled(format!("{label:<9}"), theme.faint()),
            Span::raw(cut(text, columns.saturating_sub(9))),
        ])
    };
    let mut lines = Vec::new();
    if let Some(issuer) = &otpauth.issuer {
        lines.push(fact("Service", issuer));
    }
    lines.push(fact("Account", &otpauth.account));
    if !entry.groups().is_empty() {
        lines.push(fact("Groups", &entry.groups().join(", ")));
    }
    lines.push(fact("Codes", &shape(entry)));
    lines.push(fact("Added", &day(entry.added())));
    match entry.expose_note() {
        None => {}
        Some(text) if note => {
            lines.push(Line::raw(""));
            lines.extend(wrapped(text, columns).into_iter().map(Line::raw));
        }
        Some(text) => {
            let count = text.lines().count();
            let lines_of = if count == 1 { "line" } else { "lines" };
            lines.push(fact("Note", &format!("{count} {lines_of}, hidden; v shows it")));
        }
    }
    lines
}
