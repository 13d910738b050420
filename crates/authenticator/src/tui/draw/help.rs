//! What the keys do.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::theme::Theme;

pub(crate) const HINTS: [(&str, &str); 2] = [("\u{2191}\u{2193}", "scroll"), ("Esc", "back")];

/// Is a heading where the first text is empty.
const HELP: [(&str, &str); 31] = [
    ("", "In the list"),
    ("any text", "searches names, services, accounts"),
    ("Esc", "clears the search"),
    ("\u{2191} \u{2193}", "go up and down"),
    ("PgUp PgDn", "a page at a time"),
    ("\u{2190} \u{2192}", "turn to another group"),
    ("Enter", "copies the code; counts on first"),
    ("^Y", "copies the next code"),
    ("Tab", "opens the entry"),
    ("^N", "adds an entry"),
    ("^E", "edits the entry"),
    ("^R", "shows its QR code, for a phone"),
    ("^L", "locks the vault now"),
    ("^Q ^C", "quit"),
    ("", "In an entry"),
    ("c n", "copy the code, the next code"),
    ("v", "shows and hides the note"),
    ("e r x", "edit, QR code, remove"),
    ("\u{2191} \u{2193}", "go to the next entry"),
    ("Esc", "back to the list"),
    ("", "In a form"),
    ("Tab", "goes to the next field"),
    ("^S", "saves; Esc does not"),
    ("^U ^W", "empty the line, the word"),
    ("", "Good to know"),
    ("ROOT", "is a root user's entry: take care"),
    ("copies", "leave the clipboard by themselves"),
    ("no key", "for a while locks the vault"),
    ("", "--linear is for screen readers;"),
    ("", "more: secondkey help tui"),
    ("", ""),
];

/// Draws the help from a line on.
pub(crate) fn page(frame: &mut Frame<'_>, area: Rect, from: usize, theme: Theme) {
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
    let last = HELP.len().saturating_sub(usize::from(area.height));
    let shown = HELP.iter().skip(from.min(last));
    for ((key, does), y) in shown.zip(area.y..area.bottom()) {
        let line = if key.is_empty() {
            Line::styled(*does, theme.strong())
        } else {
            Line::from(vec![Span::styled(format!("  {key:<11}"), theme.key()), Span::raw(*does)])
        };
        frame.render_widget(line, Rect { y, height: 1, ..inner });
    }
}
