//! The code of one entry, large: below the list, and on the page of an entry.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use vault::Entry;

use super::bar::bar;
use super::digits::large;
use super::list::whose;
use super::text::cut;
use super::theme::Theme;
use crate::look::grouped;
use crate::tui::moment::{HURRY, Moment, moment};
use crate::tui::state::State;

/// Lines that the large code takes with its bar and the next code.
pub(crate) const HEIGHT: u16 = 5;

/// From this width on, whose code it is stands beside it.
const WIDE: u16 = 64;

/// Columns of eight large digits and the room beside them.
const DIGITS: u16 = 40;

/// Draws a line across, with the entry's name in it.
pub(crate) fn title(frame: &mut Frame<'_>, area: Rect, entry: &Entry, theme: Theme) {
    let width = usize::from(area.width);
    let root = if entry.is_root() { 7 } else { 0 };
    let name = cut(entry.name(), width.saturating_sub(8 + root));
    let mut spans = vec![
        Span::styled("\u{2500}\u{2500} ", theme.faint()),
        Span::styled(name, theme.strong()),
        Span::raw(" "),
    ];
    if root > 0 {
        spans.push(Span::styled(" ROOT ", theme.root()));
        spans.push(Span::raw(" "));
    }
    let line = Line::from(spans);
    let rest = width.saturating_sub(line.width());
    let mut line = line;
    line.push_span(Span::styled("\u{2500}".repeat(rest), theme.faint()));
    frame.render_widget(line, Rect { height: area.height.min(1), ..area });
}

/// Draws the code, how long it lasts, and the one after it.
pub(crate) fn code(frame: &mut Frame<'_>, area: Rect, state: &State, entry: &Entry, theme: Theme) {
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
    let wide = area.width >= WIDE;
    let lines = lines(state, entry, theme, inner.width);
    for ((line, y), row) in lines.into_iter().zip(area.y..area.bottom()).zip(0..) {
        // What stands beside the digits is not marked as they are.
        let width = if wide && row < 3 { DIGITS } else { inner.width };
        frame.render_widget(line, Rect { y, height: 1, width, ..inner });
    }
    if wide {
        let beside =
            Rect { x: inner.x + DIGITS, width: inner.width.saturating_sub(DIGITS), ..inner };
        let otpauth = entry.otpauth();
        let issuer = otpauth.issuer.clone().unwrap_or_default();
        let groups = entry.groups().join(", ");
        let facts = [issuer, otpauth.account.clone(), groups];
        let columns = usize::from(beside.width);
        for (fact, y) in facts.iter().zip(area.y..area.bottom()) {
            frame.render_widget(Line::raw(cut(fact, columns)), Rect { y, height: 1, ..beside });
        }
    }
}

fn lines(state: &State, entry: &Entry, theme: Theme, width: u16) -> Vec<Line<'static>> {
    let columns = usize::from(width);
    let narrow = (width + 4 < WIDE).then(|| cut(&whose(entry), columns.saturating_sub(15)));
    let beside = narrow.unwrap_or_default();
    let big = |code: &str, style: Style| {
        large(code).map(|line| Line::styled(line.to_string(), style)).to_vec()
    };
    match moment(entry, state.code_time()) {
        Moment::Timed { code, next, remaining, period } => {
            let style = if remaining <= HURRY { theme.urgent() } else { theme.strong() };
            let mut lines = big(&code, style);
            lines.push(bar(theme, remaining, period, columns));
            lines.push(Line::from(vec![
                Span::styled("next ", theme.faint()),
                Span::raw(grouped(&next).to_string()),
                Span::styled(format!("  {beside}"), theme.faint()),
            ]));
            lines
        }
        Moment::Counted(counter) => {
            let mut lines = match state.counted_code(entry) {
                Some(code) => big(code, theme.strong()),
                None => vec![
                    Line::raw(""),
                    Line::styled("Enter counts on and shows a code", theme.strong()),
                    Line::raw(""),
                ],
            };
            lines.push(Line::styled(format!("next counter {counter}"), theme.faint()));
            lines.push(Line::styled(beside, theme.faint()));
            lines
        }
    }
}
