//! What the person sees: aligned columns, grouped codes, the bar of remaining
//! seconds, root in red. Pure functions from values to text.

use std::borrow::Cow;
use std::iter::repeat_n;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use zeroize::Zeroizing;

/// The word beside a root user's entries.
const ROOT: &str = "ROOT";

/// The fewest columns that a cell is cut to.
const LEAST: usize = 12;

/// Is how text is marked: with colour, or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    /// Whether escape sequences may be written.
    pub(crate) colour: bool,
}

impl Style {
    /// Marks what a root user's entry is.
    pub(crate) fn root(self, text: &str) -> String {
        self.with("1;97;41", text)
    }

    /// Marks what matters most.
    pub(crate) fn strong(self, text: &str) -> String {
        self.with("1", text)
    }

    /// Marks what matters least.
    pub(crate) fn faint(self, text: &str) -> String {
        self.with("2", text)
    }

    /// Marks what must not be overlooked.
    pub(crate) fn alarm(self, text: &str) -> String {
        self.with("1;31", text)
    }

    /// Marks what is running out.
    pub(crate) fn urgent(self, text: &str) -> String {
        self.with("33", text)
    }

    fn with(self, sequence: &str, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\x1b[{sequence}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Takes from foreign text what a terminal would obey or read backwards.
pub(crate) fn clean(text: &str) -> String {
    cleaned(text).into_owned()
}

/// Does as [`clean`] does, without a copy of what is clean.
pub(crate) fn cleaned(text: &str) -> Cow<'_, str> {
    let hostile = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|c| if hostile(c) { '\u{fffd}' } else { c }).collect()
}

/// Tells whether a text is of printable ASCII alone, as most are.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Returns how many columns of a terminal a text takes.
fn width(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.width() }
}

/// Groups the digits of a code: `123 456`, `123 4567`, `1234 5678`.
pub(crate) fn grouped(code: &str) -> Zeroizing<String> {
    let head = if code.len() == 8 { 4 } else { 3 };
    match code.split_at_checked(head) {
        Some((head, tail)) => Zeroizing::new(format!("{head} {tail}")),
        None => Zeroizing::new(code.to_owned()),
    }
}

/// Draws how much is left of a time step: fifteen cells and the seconds.
pub(crate) fn bar(style: Style, remaining: u64, period: u64) -> String {
    const CELLS: u64 = 15;
    let full = (remaining * CELLS).div_ceil(period.max(1)).min(CELLS);
    let cells = |count: u64, cell: &str| cell.repeat(usize::try_from(count).unwrap_or_default());
    let text =
        format!("{}{} {remaining:>2} s", cells(full, "\u{2588}"), cells(CELLS - full, "\u{2591}"));
    if remaining <= 5 { style.urgent(&text) } else { text }
}

/// Writes a span of time in its two largest units: `45 s`, `15 min`, `1 h 30 min`.
pub(crate) fn span(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")];
    let mut left = seconds;
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        if left >= size && parts.len() < 2 {
            parts.push(format!("{} {unit}", left / size));
            left %= size;
        } else if !parts.is_empty() {
            break;
        }
    }
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

/// Sets rows in columns two blanks apart, headed by `head`. Rows whose flag is
/// set are a root user's: their first cell is followed by the word ROOT.
pub(crate) fn table<C: AsRef<str>>(
    style: Style,
    head: &[&str],
    rows: &[(bool, impl AsRef<[C]>)],
) -> String {
    fitted(style, head, rows, (usize::MAX, 0))
}

/// Sets a table for a terminal of so many columns: of its first cells so many, the
/// widest first, are cut where it would not fit.
pub(crate) fn fitted<C: AsRef<str>>(
    style: Style,
    head: &[&str],
    rows: &[(bool, impl AsRef<[C]>)],
    (room, cut): (usize, usize),
) -> String {
    let mut widths: Vec<usize> = head.iter().map(|cell| width(cell)).collect();
    for (_, cells) in rows {
        for (column, cell) in widths.iter_mut().zip(cells.as_ref()) {
            *column = (*column).max(width(cell.as_ref()));
        }
    }
    let with_root = rows.iter().any(|(root, _)| *root);
    let root = if with_root { ROOT.len() + 2 } else { 0 };
    let mut line: usize = widths.iter().map(|wide| wide + 2).sum::<usize>() + root;
    while line.saturating_sub(2) > room {
        let widest = widths.iter_mut().take(cut).max_by_key(|wide| **wide);
        let Some(widest) = widest.filter(|wide| **wide > LEAST) else { break };
        *widest -= 1;
        line -= 1;
    }
    let columns = Columns { style, widths, with_root };
    let mut text = String::with_capacity((rows.len() + 1) * (line + 8));
    columns.line(&mut text, head, false, |_, cell| style.faint(cell));
    for (root, cells) in rows {
        let look = |column, cell: &str| {
            if column == 0 { style.strong(cell) } else { cell.to_owned() }
        };
        columns.line(&mut text, cells.as_ref(), *root, look);
    }
    text
}

/// Takes from a text what is wider than so many columns, and marks that.
fn shortened(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut kept = String::new();
    for c in text.chars() {
        if width(&kept) + c.width().unwrap_or_default() + 1 > columns {
            break;
        }
        kept.push(c);
    }
    kept.push('\u{2026}');
    Cow::Owned(kept)
}

/// Is how the lines of a table are set.
struct Columns {
    style: Style,
    widths: Vec<usize>,
    with_root: bool,
}

impl Columns {
    /// Sets a line; `look` marks a cell of a column, where there is colour.
    fn line(
        &self,
        text: &mut String,
        cells: &[impl AsRef<str>],
        root: bool,
        look: impl Fn(usize, &str) -> String,
    ) {
        for (column, (cell, wide)) in cells.iter().map(AsRef::as_ref).zip(&self.widths).enumerate()
        {
            let cell = &*shortened(cell, *wide);
            if self.style.colour {
                text.push_str(&look(column, cell));
            } else {
                text.push_str(cell);
            }
            text.extend(repeat_n(' ', wide.saturating_sub(width(cell)) + 2));
            if column == 0 && self.with_root {
                text.push_str(&if root { self.style.root(ROOT) } else { "    ".to_owned() });
                text.push_str("  ");
            }
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
}

/// Sets a QR code in half blocks: two modules a character, one above the other.
/// Light modules are the filled ones, or the dark ones when `inverted`; with
/// colour, the white and the black that no palette changes are enforced, so that
/// the picture is right on a light terminal too. An odd number of rows gets one
/// more, a light one.
pub(crate) fn half_blocks(
    style: Style,
    size: u32,
    margin: u32,
    inverted: bool,
    is_dark: impl Fn(i32, i32) -> bool,
) -> Zeroizing<String> {
    let (size, margin) =
        (i32::try_from(size).unwrap_or_default(), i32::try_from(margin).unwrap_or_default());
    let mut text = Zeroizing::new(String::with_capacity(16_384));
    for y in (-margin..size + margin).step_by(2) {
        if style.colour {
            text.push_str("\x1b[38;5;231;48;5;16m");
        }
        for x in -margin..size + margin {
            let above = is_dark(x, y) == inverted;
            let below = (y + 1 < size + margin && is_dark(x, y + 1)) == inverted;
            text.push(match (above, below) {
                (true, true) => '\u{2588}',
                (true, false) => '\u{2580}',
                (false, true) => '\u{2584}',
                (false, false) => ' ',
            });
        }
        text.push_str(if style.colour { "\x1b[0m\n" } else { "\n" });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { colour: false };
    const COLOUR: Style = Style { colour: true };

    #[test]
    fn codes_are_read_in_groups() {
        assert_eq!(grouped("012345").as_str(), "012 345");
        assert_eq!(grouped("0123456").as_str(), "012 3456");
        assert_eq!(grouped("01234567").as_str(), "0123 4567");
    }

    #[test]
    fn spans_have_two_units_at_most() {
        let texts = [0, 45, 900, 5400, 3601, 90_061, 172_800].map(span);
        assert_eq!(texts, ["0 s", "45 s", "15 min", "1 h 30 min", "1 h", "1 d 1 h", "2 d"]);
    }

    #[test]
    fn the_bar_is_never_empty_before_the_end() {
        assert!(bar(PLAIN, 30, 30).starts_with(&"\u{2588}".repeat(15)));
        assert!(bar(PLAIN, 1, 30).starts_with("\u{2588}\u{2591}"));
        assert!(bar(PLAIN, 1, 86_400).ends_with(" 1 s"));
        assert!(bar(COLOUR, 5, 30).starts_with("\x1b[33m"));
    }

    #[test]
    fn columns_stay_aligned_with_wide_letters_and_colour() {
        let rows = [
            (true, vec!["a".to_owned(), "x".to_owned()]),
            (false, vec!["\u{65e5}\u{672c}".to_owned(), "y".to_owned()]),
        ];
        assert_eq!(
            table(PLAIN, &["NAME", "B"], &rows),
            "NAME        B\na     ROOT  x\n\u{65e5}\u{672c}        y\n"
        );
        let plain: String = table(COLOUR, &["NAME", "B"], &rows)
            .split('\x1b')
            .map(|part| {
                part.split_once('m')
                    .filter(|_| part.starts_with('['))
                    .map_or(part, |(_, rest)| rest)
            })
            .collect();
        assert_eq!(plain, table(PLAIN, &["NAME", "B"], &rows));
    }

    #[test]
    fn without_root_there_is_no_column_for_it() {
        let rows = [(false, vec!["a".to_owned(), "x".to_owned()])];
        assert_eq!(table(PLAIN, &["NAME", "B"], &rows), "NAME  B\na     x\n");
    }

    #[test]
    fn a_narrow_terminal_gets_shorter_cells_and_never_a_shorter_reason() {
        let row = |name: &str, why: &str| (true, vec![name.to_owned(), why.to_owned()]);
        let rows = [row("Amazon Web Services:alice@acme", "equal"), row("\u{65e5}\u{672c}", "new")];
        let wide = table(PLAIN, &["NAME", "WHY"], &rows);
        assert_eq!(fitted(PLAIN, &["NAME", "WHY"], &rows, (80, 1)), wide);
        let narrow = fitted(PLAIN, &["NAME", "WHY"], &rows, (30, 1));
        assert_eq!(
            narrow,
            "NAME                     WHY\nAmazon Web Servi\u{2026}  ROOT  equal\n\u{65e5}\u{672c}               ROOT  new\n"
        );
        assert!(narrow.lines().all(|line| width(line) <= 30));
        let tiny = fitted(PLAIN, &["NAME", "WHY"], &rows, (5, 1));
        assert!(tiny.contains("Amazon Web \u{2026}  ROOT  equal"), "{tiny}");
    }

    #[test]
    fn foreign_text_commands_no_terminal() {
        assert_eq!(clean("a\x1b[2J\u{202e}b\n"), "a\u{fffd}[2J\u{fffd}b\u{fffd}");
    }

    #[test]
    fn half_blocks_show_two_rows_a_line() {
        let text = half_blocks(PLAIN, 2, 0, false, |x, y| (x, y) == (0, 0));
        assert_eq!(text.as_str(), "\u{2584}\u{2588}\n");
        let odd = |inverted| half_blocks(PLAIN, 1, 0, inverted, |_, _| true);
        assert_eq!(odd(false).as_str(), "\u{2584}\n", "what is below the last row is light");
        assert_eq!(odd(true).as_str(), "\u{2580}\n", "what is below the last row is light");
    }

    #[test]
    fn colour_makes_the_half_blocks_white_on_black() {
        let text = half_blocks(COLOUR, 1, 0, false, |_, _| true);
        assert_eq!(text.as_str(), "\x1b[38;5;231;48;5;16m\u{2584}\x1b[0m\n");
    }
}
