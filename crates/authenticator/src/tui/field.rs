//! A text that is typed: a line or several, a cursor in it, the usual keys. It
//! may be a secret, so it is wiped and never grows out of its memory.

use zeroize::Zeroizing;

use super::event::Key;

/// Is a text under the cursor.
pub(crate) struct Field {
    text: Zeroizing<String>,
    /// Where the cursor stands, in bytes, always between two characters.
    cursor: usize,
    /// Whether line breaks may be typed.
    lines: bool,
    limit: usize,
}

impl Field {
    /// Makes a field of one line that takes up to `limit` bytes.
    pub(crate) fn line(text: &str, limit: usize) -> Self {
        Self::with(text, limit, false)
    }

    /// Makes a field of several lines that takes up to `limit` bytes.
    pub(crate) fn lines(text: &str, limit: usize) -> Self {
        Self::with(text, limit, true)
    }

    fn with(text: &str, limit: usize, lines: bool) -> Self {
        let limit = limit.max(text.len());
        let mut own = Zeroizing::new(String::with_capacity(limit));
        own.push_str(text);
        Self { cursor: own.len(), text: own, lines, limit }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns what stands before the cursor.
    pub(crate) fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Empties the field; what was in it is wiped.
    pub(crate) fn clear(&mut self) {
        *self = Self::with("", self.limit, self.lines);
    }

    /// Puts pasted text where the cursor stands. In a single line, line breaks
    /// at the ends are dropped and those within become blanks.
    pub(crate) fn paste(&mut self, text: &str) {
        let text = if self.lines { text } else { text.trim_matches(['\r', '\n']) };
        for c in text.chars().filter(|c| *c != '\r') {
            self.insert(if c == '\n' && !self.lines { ' ' } else { c });
        }
    }

    /// Takes a key; tells whether it meant anything here.
    pub(crate) fn key(&mut self, key: Key) -> bool {
        match key {
            Key::Char(c) => self.insert(c),
            Key::Enter if self.lines => self.insert('\n'),
            Key::Backspace => self.remove_back(self.step_back()),
            Key::Delete => {
                let next = self.step_on();
                if next > self.cursor {
                    self.cursor = next;
                    self.remove_back(self.step_back());
                }
            }
            Key::Left => self.cursor = self.step_back(),
            Key::Right => self.cursor = self.step_on(),
            Key::Up if self.lines => self.up(),
            Key::Down if self.lines => self.down(),
            Key::Home => self.cursor = self.line_start(self.cursor),
            Key::End => self.cursor = self.line_end(self.cursor),
            Key::Ctrl('u') => self.remove_back(self.line_start(self.cursor)),
            Key::Ctrl('w') => {
                let before = self.before();
                let word = before.trim_end().rfind(char::is_whitespace).map_or(0, |at| at + 1);
                self.remove_back(word);
            }
            _ => return false,
        }
        true
    }

    fn insert(&mut self, c: char) {
        let allowed = !c.is_control() || (c == '\n' && self.lines);
        if allowed && self.text.len() + c.len_utf8() <= self.limit {
            self.text.insert(self.cursor, c);
            self.cursor += c.len_utf8();
        }
    }

    /// Removes what stands between a place and the cursor.
    fn remove_back(&mut self, from: usize) {
        if from < self.cursor {
            self.text.replace_range(from..self.cursor, "");
            self.cursor = from;
        }
    }

    fn step_back(&self) -> usize {
        self.before().char_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn step_on(&self) -> usize {
        let rest = self.text.get(self.cursor..).unwrap_or_default();
        self.cursor + rest.chars().next().map_or(0, char::len_utf8)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + rest.find('\n').unwrap_or(rest.len())
    }

    fn up(&mut self) {
        let start = self.line_start(self.cursor);
        let column = self.column(start);
        self.cursor = match start.checked_sub(1) {
            Some(end) => self.at_column(self.line_start(end), column),
            None => 0,
        };
    }

    fn down(&mut self) {
        let column = self.column(self.line_start(self.cursor));
        let end = self.line_end(self.cursor);
        self.cursor = if end < self.text.len() { self.at_column(end + 1, column) } else { end };
    }

    fn column(&self, start: usize) -> usize {
        self.text.get(start..self.cursor).map_or(0, |text| text.chars().count())
    }

    fn at_column(&self, start: usize, column: usize) -> usize {
        let line = self.text.get(start..self.line_end(start)).unwrap_or_default();
        start + line.chars().take(column).map(char::len_utf8).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(field: &mut Field, keys: &[Key]) -> String {
        for key in keys {
            field.key(*key);
        }
        field.text().to_owned()
    }

    #[test]
    fn keys_move_and_remove_whole_characters() {
        let mut field = Field::line("\u{e4}\u{65e5}b", 64);
        assert_eq!(typed(&mut field, &[Key::Left, Key::Backspace]), "\u{e4}b");
        assert_eq!(typed(&mut field, &[Key::Home, Key::Delete, Key::Delete, Key::Delete]), "");
        assert_eq!(typed(&mut field, &[Key::Backspace, Key::Left, Key::Right]), "");
    }

    #[test]
    fn words_and_lines_go_at_once() {
        let mut field = Field::line("one two  ", 64);
        assert_eq!(typed(&mut field, &[Key::Ctrl('w')]), "one ");
        assert_eq!(typed(&mut field, &[Key::Ctrl('u')]), "");
    }

    #[test]
    fn the_cursor_keeps_its_column_between_lines() {
        let mut field = Field::lines("abc\nd\nefg", 64);
        assert_eq!(typed(&mut field, &[Key::Up, Key::Up, Key::Char('!')]), "a!bc\nd\nefg");
        typed(&mut field, &[Key::Down, Key::Down, Key::Down]);
        assert_eq!(typed(&mut field, &[Key::Enter]), "a!bc\nd\nefg\n");
        assert_eq!(typed(&mut field, &[Key::Up, Key::Home, Key::Char('>')]), "a!bc\nd\n>efg\n");
    }

    #[test]
    fn a_single_line_stays_one_and_takes_no_controls() {
        let mut field = Field::line("", 64);
        field.paste("\r\nMZXW\r\n6YTB\x1b\n");
        assert_eq!(field.text(), "MZXW 6YTB");
        assert!(!field.key(Key::Enter));
    }

    #[test]
    fn nothing_grows_beyond_the_limit() {
        let mut field = Field::line("", 5);
        let before = field.text.as_ptr();
        field.paste("1234567");
        assert_eq!((field.text(), field.text.as_ptr()), ("12345", before));
    }
}
