//! What is filled in and chosen: forms, the menu of sources, several codes.

use otp::Otpauth;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;
use vault::Name;
use zeroize::Zeroizing;

use super::text::{cut, fit, wrapped};
use super::theme::Theme;
use crate::tui::add::MENU;
use crate::tui::field::Field;
use crate::tui::form::{Form, Item, Shown};

pub(crate) const FORM_HINTS: [(&str, &str); 4] =
    [("Tab", "next"), ("^S", "save"), ("Esc", "cancel"), ("^U", "empty the line")];

pub(crate) const CHOICE_HINTS: [(&str, &str); 3] =
    [("\u{2191}\u{2193}", "choose"), ("Enter", "take"), ("Esc", "cancel")];

/// Columns of the names of fields.
const LABELS: usize = 11;

/// Draws a heading in a line across.
fn title(frame: &mut Frame<'_>, area: Rect, text: &str, theme: Theme) {
    let text = cut(text, usize::from(area.width).saturating_sub(6));
    let rest = usize::from(area.width).saturating_sub(text.width() + 4);
    let line = Line::from(vec![
        Span::styled("\u{2500}\u{2500} ", theme.faint()),
        Span::styled(text, theme.strong()),
        Span::styled(format!(" {}", "\u{2500}".repeat(rest)), theme.faint()),
    ]);
    frame.render_widget(line, Rect { height: area.height.min(1), ..area });
}

fn beneath(area: Rect) -> Rect {
    Rect {
        x: area.x + 2,
        y: (area.y + 2).min(area.bottom()),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// Draws a form with the cursor in its field.
pub(crate) fn form(frame: &mut Frame<'_>, area: Rect, form: &Form, theme: Theme) {
    title(frame, area, &form.title, theme);
    let inner = beneath(area);
    let single = form.items.len() == 1;
    let mut y = inner.y;
    for (index, item) in form.items.iter().enumerate() {
        let here = index == form.at;
        let rest = form.items.len() - index;
        let room = inner.bottom().saturating_sub(y).saturating_sub(2);
        if room == 0 {
            break;
        }
        let below = u16::try_from(rest - 1).unwrap_or_default();
        let lines =
            if item.shown == Shown::Lines { room.saturating_sub(below).clamp(1, 12) } else { 1 };
        let place = Rect { y, height: lines, ..inner };
        field(frame, place, item, here, theme);
        y += lines;
        if single {
            y += 1;
        }
    }
    let here = form.items.get(form.at).map_or("", |item| item.hint);
    let (words, style) = match &form.fault {
        Some(fault) => (fault.as_str(), theme.urgent()),
        None => (here, theme.faint()),
    };
    let lines = wrapped(words, usize::from(inner.width));
    for (line, y) in lines.into_iter().zip(y + 1..inner.bottom()) {
        frame.render_widget(Line::styled(line, style), Rect { y, height: 1, ..inner });
    }
}

fn field(frame: &mut Frame<'_>, area: Rect, item: &Item, here: bool, theme: Theme) {
    let style = if here { theme.accent() } else { theme.faint() };
    let label = Line::from(vec![
        Span::styled(if here { "\u{258c} " } else { "  " }, theme.accent()),
        Span::styled(fit(item.label, LABELS - 1), style),
    ]);
    frame.render_widget(label, Rect { height: 1, ..area });
    let labels = u16::try_from(LABELS + 2).unwrap_or_default();
    let place = Rect { x: area.x + labels, width: area.width.saturating_sub(labels), ..area };
    match item.shown {
        Shown::Toggle => {
            let (mark, style) =
                if item.on { ("[x] ROOT", theme.strong()) } else { ("[ ] no", Style::new()) };
            frame.render_widget(Line::styled(mark, style), Rect { height: 1, ..place });
            if here {
                frame.set_cursor_position(Position::new(place.x + 1, place.y));
            }
        }
        Shown::Hidden => {
            let dots = "\u{2022}".repeat(item.field.text().chars().count());
            let before = item.field.before().chars().count();
            line(frame, place, &dots, before, here);
        }
        Shown::Line => {
            line(frame, place, item.field.text(), item.field.before().width(), here);
        }
        Shown::Lines => lines(frame, place, &item.field, here),
    }
}

/// Draws a line so that the cursor, `before` columns from its start, is seen.
fn line(frame: &mut Frame<'_>, area: Rect, text: &str, before: usize, here: bool) {
    let columns = usize::from(area.width).saturating_sub(1).max(1);
    let from = before.saturating_sub(columns);
    let shown: String = if here { text.chars().skip(from).collect() } else { text.to_owned() };
    let shown = Zeroizing::new(cut(&shown, usize::from(area.width)));
    frame.render_widget(Line::raw(shown.as_str()), Rect { height: 1, ..area });
    if here {
        let x = area.x + u16::try_from(before - from).unwrap_or_default();
        frame.set_cursor_position(Position::new(x.min(area.right().saturating_sub(1)), area.y));
    }
}

/// Draws several lines around the one that the cursor is in.
fn lines(frame: &mut Frame<'_>, area: Rect, field: &Field, here: bool) {
    let before = field.before();
    let row = before.matches('\n').count();
    let column = before.rsplit('\n').next().map_or(0, UnicodeWidthStr::width);
    let height = usize::from(area.height);
    let from = if here { row.saturating_sub(height.saturating_sub(1)) } else { 0 };
    for ((index, text), y) in
        field.text().split('\n').enumerate().skip(from).zip(area.y..area.bottom())
    {
        let place = Rect { y, height: 1, ..area };
        line(frame, place, text, if index == row { column } else { 0 }, here && index == row);
    }
}

/// Draws the menu of where a new entry comes from.
pub(crate) fn menu(frame: &mut Frame<'_>, area: Rect, at: usize, theme: Theme) {
    title(frame, area, "New entry from", theme);
    let choices: Vec<(String, String)> =
        MENU.iter().map(|(name, more)| ((*name).to_owned(), (*more).to_owned())).collect();
    choice(frame, beneath(area), &choices, at, theme);
}

/// Draws the choice among several codes, without their secrets.
pub(crate) fn pick(
    frame: &mut Frame<'_>,
    area: Rect,
    texts: &[Zeroizing<String>],
    at: usize,
    theme: Theme,
) {
    title(frame, area, "Several QR codes: which one?", theme);
    let described = |text: &Zeroizing<String>| {
        let read = Otpauth::parse(text).ok();
        let name = read.as_ref().and_then(|read| Name::derive(read).ok());
        let root = read.is_some_and(|read| vault::names_root(&read.account));
        let name = name.map_or("without a label".to_owned(), |name| name.as_str().to_owned());
        (name, if root { "ROOT".to_owned() } else { String::new() })
    };
    let choices: Vec<(String, String)> = texts.iter().map(described).collect();
    choice(frame, beneath(area), &choices, at, theme);
}

fn choice(
    frame: &mut Frame<'_>,
    area: Rect,
    choices: &[(String, String)],
    at: usize,
    theme: Theme,
) {
    let widest = choices.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    let from = at.saturating_sub(usize::from(area.height).saturating_sub(1));
    let columns = usize::from(area.width).saturating_sub(5);
    let name_columns = widest.min(columns);
    for ((index, (name, more)), y) in
        choices.iter().enumerate().skip(from).zip(area.y..area.bottom())
    {
        let here = index == at;
        let line = Line::from(vec![
            Span::styled(if here { "\u{258c} " } else { "  " }, theme.accent()),
            Span::styled(format!("{} ", index + 1), theme.key()),
            Span::styled(fit(name, name_columns), if here { theme.strong() } else { Style::new() }),
            Span::styled(
                format!("  {}", cut(more, columns.saturating_sub(name_columns + 2))),
                theme.faint(),
            ),
        ]);
        frame.render_widget(line, Rect { y, height: 1, ..area });
    }
}
