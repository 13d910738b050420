//! Text that fits into so many columns, whoever wrote it.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::theme::Theme;
use crate::look::clean;

/// Makes foreign text harmless and at most so many columns wide; what is cut
/// off is marked.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    let text = clean(text);
    if text.width() <= columns {
        return text;
    }
    let mut kept = String::new();
    let mut width = 0;
    for c in text.chars() {
        let more = c.width().unwrap_or_default();
        if width + more + 1 > columns {
            break;
        }
        kept.push(c);
        width += more;
    }
    if columns > 0 {
        kept.push('\u{2026}');
    }
    kept
}

/// The same, filled up with blanks to exactly so many columns.
pub(crate) fn fit(text: &str, columns: usize) -> String {
    let mut text = cut(text, columns);
    text.push_str(&" ".repeat(columns.saturating_sub(text.width())));
    text
}

/// Breaks text into lines of so many columns, between words where there are any.
pub(crate) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let mut word = clean(word);
            if !line.is_empty() && line.width() + 1 + word.width() > columns {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            while word.width() > columns {
                let mut width = 0;
                let mut fits = |c: char| {
                    width += c.width().unwrap_or_default();
                    width <= columns
                };
                let at: usize = word.chars().map_while(|c| fits(c).then(|| c.len_utf8())).sum();
                let rest = word.split_off(at.max(word.chars().next().map_or(1, char::len_utf8)));
                lines.push(std::mem::replace(&mut word, rest));
            }
            line.push_str(&word);
        }
        lines.push(line);
    }
    lines
}

/// Sets keys and what they do in a line, as many as fit.
pub(crate) fn hints(
    theme: Theme,
    hints: &[(&'static str, &'static str)],
    columns: usize,
) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    let mut width = 1;
    for (key, does) in hints {
        let more = key.width() + does.width() + 4;
        if width + more > columns + 2 {
            break;
        }
        width += more;
        spans.push(Span::styled(*key, theme.key()));
        spans.push(Span::styled(format!(" {does}   "), Style::new()));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_are_counted_and_commands_are_harmless() {
        assert_eq!(cut("\u{65e5}\u{672c}\u{8a9e}", 5), "\u{65e5}\u{672c}\u{2026}");
        assert_eq!(fit("\u{65e5}", 4), "\u{65e5}  ");
        assert_eq!(cut("a\x1b[2J", 10), "a\u{fffd}[2J");
        assert_eq!((cut("abc", 0), cut("abc", 1)), (String::new(), "\u{2026}".to_owned()));
    }

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("abcdefghij k\n\nl", 4), ["abcd", "efgh", "ij k", "", "l"]);
        assert_eq!(wrapped("", 4), Vec::<String>::new());
    }
}
