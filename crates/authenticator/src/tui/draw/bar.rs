//! How much is left of a code's time, as a line that gets shorter.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::theme::Theme;
use crate::tui::moment::HURRY;

/// Draws what is left of a period, so many columns wide, seconds included.
pub(crate) fn bar(theme: Theme, remaining: u64, period: u64, columns: usize) -> Line<'static> {
    let seconds = format!(" {remaining:>2} s");
    let cells = columns.saturating_sub(seconds.len()).max(1);
    let share = remaining.min(period) * u64::try_from(cells).unwrap_or_default();
    let full = usize::try_from(share.div_ceil(period.max(1))).unwrap_or_default();
    let style = if remaining <= HURRY { theme.urgent() } else { theme.good() };
    let number = if remaining <= HURRY { theme.urgent() } else { Style::new() };
    Line::from(vec![
        Span::styled("\u{2501}".repeat(full), style),
        Span::styled("\u{2500}".repeat(cells - full), theme.faint()),
        Span::styled(seconds, number),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_never_empty_before_the_end_and_never_too_long() {
        let plain = Theme { colour: false };
        for (remaining, period) in [(1, 86_400), (30, 30), (40, 30), (15, 30)] {
            let text = bar(plain, remaining, period, 30).to_string();
            assert!(text.starts_with('\u{2501}'), "{text}");
            assert_eq!(text.chars().count(), 30, "{text}");
        }
    }
}
