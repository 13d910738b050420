//! The locked screen: nothing of the vault, and a place for the passphrase.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::text::{cut, wrapped};
use super::theme::Theme;
use crate::tui::field::Field;

/// The most dots that stand for a passphrase: its length is nobody's affair.
const DOTS: usize = 24;

pub(crate) const HINTS: [(&str, &str); 3] = [("Enter", "open"), ("Esc", "clear"), ("^Q", "quit")];

/// Draws the locked screen.
pub(crate) fn page(
    frame: &mut Frame<'_>,
    area: Rect,
    passphrase: &Field,
    fault: Option<&str>,
    opening: bool,
    theme: Theme,
) {
    let width = area.width.min(56);
    let inner = Rect {
        x: area.x + (area.width - width) / 2 + 2,
        y: area.y + (area.height / 2).saturating_sub(4),
        width: width.saturating_sub(4),
        height: 1,
    };
    let columns = usize::from(inner.width);
    let dots = passphrase.text().chars().count().min(DOTS).min(columns.saturating_sub(13));
    let typed = format!("Passphrase  {}", "\u{2022}".repeat(dots));
    let mut lines = vec![
        Line::styled("The vault is locked.", theme.strong()),
        Line::raw(""),
        if opening { Line::styled("Opening ...", theme.faint()) } else { Line::raw(typed.clone()) },
        Line::raw(""),
    ];
    let words = fault.unwrap_or(
        "Its keys have left the memory. A forgotten passphrase is no loss: the recovery key sets a new one (secondkey passphrase reset).",
    );
    let style = if fault.is_some() { theme.urgent() } else { theme.faint() };
    lines.extend(wrapped(words, columns).into_iter().map(|line| Line::styled(line, style)));
    for (line, y) in lines.into_iter().zip(inner.y..area.bottom()) {
        frame.render_widget(line, Rect { y, ..inner });
    }
    if !opening && inner.y + 2 < area.bottom() {
        let shown = u16::try_from(cut(&typed, columns).chars().count()).unwrap_or_default();
        frame.set_cursor_position(Position::new(inner.x + shown, inner.y + 2));
    }
}
