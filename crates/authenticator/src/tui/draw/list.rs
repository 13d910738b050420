//! The list: a line for each entry, with its code where there is room.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;
use vault::Entry;

use super::text::{cut, fit};
use super::theme::Theme;
use crate::look::grouped;
use crate::tui::moment::{HURRY, Moment, moment};
use crate::tui::state::State;

/// Columns of the mark, of the word ROOT, of a code, and of its seconds.
const MARK: usize = 2;
const ROOT: usize = 7;
const CODE: usize = 9;
const SECONDS: usize = 6;

/// From this width on, the account stands in a column of its own.
const WIDE: usize = 72;

/// Draws what the search has left, around the entry that the list stands on.
pub(crate) fn list(frame: &mut Frame<'_>, area: Rect, state: &State, theme: Theme) {
    if state.visible.is_empty() {
        let words = if state.rows.len() == 0 {
            "The vault is empty. Ctrl-N adds the first entry."
        } else if state.query.is_empty() {
            "Nothing is here."
        } else {
            "Nothing fits the search. Esc clears it."
        };
        let line =
            Line::styled(format!("  {}", cut(words, usize::from(area.width))), theme.faint());
        frame.render_widget(line, Rect { height: area.height.min(1), ..area });
        return;
    }
    let height = usize::from(area.height);
    let columns = Columns::of(state, usize::from(area.width));
    let first =
        state.selected.saturating_sub(height / 2).min(state.visible.len().saturating_sub(height));
    let shown = state.visible.iter().enumerate().skip(first).take(height);
    for ((index, at), y) in shown.zip(area.y..) {
        if let Some(entry) = state.rows.get(*at) {
            let line = columns.line(state, entry, theme, index == state.selected);
            frame.render_widget(line, Rect { y, height: 1, ..area });
        }
    }
}

/// Is how wide each column is.
struct Columns {
    name: usize,
    root: usize,
    account: usize,
    seconds: usize,
}

impl Columns {
    fn of(state: &State, width: usize) -> Self {
        let root = if state.rows.any_root() { ROOT } else { 0 };
        let seconds = if width < 50 { SECONDS - 2 } else { SECONDS };
        let rest = width.saturating_sub(MARK + root + CODE + 1 + seconds);
        let account = if width < WIDE { 0 } else { rest * 3 / 5 };
        Self { name: rest - account, root, account, seconds }
    }

    fn line(&self, state: &State, entry: &Entry, theme: Theme, here: bool) -> Line<'static> {
        let mark = if here { "\u{258c} " } else { "  " };
        let weight = if here || entry.is_root() { theme.strong() } else { Style::new() };
        let mut spans = vec![
            Span::styled(mark, theme.accent()),
            Span::styled(fit(entry.name(), self.name.saturating_sub(1)), weight),
            Span::raw(" "),
        ];
        if self.root > 0 {
            if entry.is_root() {
                spans.push(Span::styled(" ROOT ", theme.root()));
                spans.push(Span::raw(" "));
            } else {
                spans.push(Span::raw(" ".repeat(self.root)));
            }
        }
        if self.account > 0 {
            let whose = fit(&whose(entry), self.account.saturating_sub(1));
            spans.push(Span::styled(whose, theme.faint()));
            spans.push(Span::raw(" "));
        }
        let (code, seconds, style) = match moment(entry, state.code_time()) {
            Moment::Timed { code, remaining, .. } => {
                let style = if remaining <= HURRY { theme.urgent() } else { weight };
                (grouped(&code).to_string(), remaining.to_string(), style)
            }
            Moment::Counted(_) => match state.counted_code(entry) {
                Some(code) => (grouped(code).to_string(), "1x".to_owned(), weight),
                None => ("Enter".to_owned(), String::new(), theme.faint()),
            },
        };
        let unit =
            if self.seconds == SECONDS && seconds.parse::<u64>().is_ok() { " s" } else { "" };
        spans.push(Span::styled(right(&code, CODE), style));
        spans.push(Span::styled(right(&format!("{seconds}{unit}"), self.seconds), style));
        Line::from(spans)
    }
}

/// Says in one line whose entry it is.
pub(crate) fn whose(entry: &Entry) -> String {
    let otpauth = entry.otpauth();
    [otpauth.issuer.as_deref().unwrap_or_default(), otpauth.account.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<&str>>()
        .join(" \u{b7} ")
}

fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(text.width())))
}
