//! Several fields under one another, one of them with the cursor. What a form
//! is for, and what becomes of it, is known where it is made.

use super::event::Key;
use super::field::Field;

/// Is how a field is shown and typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// One line.
    Line,
    /// One line that nobody sees.
    Hidden,
    /// Several lines.
    Lines,
    /// Yes or no.
    Toggle,
}

/// Is a field with its name and a word of help.
pub(crate) struct Item {
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) shown: Shown,
    pub(crate) field: Field,
    pub(crate) on: bool,
}

/// Is a form.
pub(crate) struct Form {
    pub(crate) title: String,
    pub(crate) items: Vec<Item>,
    pub(crate) at: usize,
    pub(crate) fault: Option<String>,
}

/// Is what a key did to a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It goes on.
    Open,
    /// Everything is filled in.
    Done,
    /// Nothing is to come of it.
    Given,
}

/// The longest text of a single line, in bytes.
const LINE: usize = 8_192;

impl Item {
    pub(crate) fn line(label: &'static str, hint: &'static str, text: &str) -> Self {
        let field = Field::line(text, LINE);
        Self { label, hint, shown: Shown::Line, field, on: false }
    }

    pub(crate) fn hidden(label: &'static str, hint: &'static str) -> Self {
        let field = Field::line("", LINE);
        Self { label, hint, shown: Shown::Hidden, field, on: false }
    }

    pub(crate) fn lines(label: &'static str, hint: &'static str, text: &str, limit: usize) -> Self {
        let field = Field::lines(text, limit);
        Self { label, hint, shown: Shown::Lines, field, on: false }
    }

    pub(crate) fn toggle(label: &'static str, hint: &'static str, on: bool) -> Self {
        let field = Field::line("", 0);
        Self { label, hint, shown: Shown::Toggle, field, on }
    }
}

impl Form {
    pub(crate) fn new(title: impl Into<String>, items: Vec<Item>) -> Self {
        Self { title: title.into(), items, at: 0, fault: None }
    }

    /// Returns what was typed into the field of this name.
    pub(crate) fn text(&self, label: &str) -> &str {
        self.items.iter().find(|item| item.label == label).map_or("", |item| item.field.text())
    }

    /// Tells whether the field of this name says yes.
    pub(crate) fn is_on(&self, label: &str) -> bool {
        self.items.iter().any(|item| item.label == label && item.on)
    }

    /// Says what is wrong; the form stays open.
    pub(crate) fn complain(&mut self, fault: impl Into<String>) {
        self.fault = Some(fault.into());
    }

    pub(crate) fn paste(&mut self, text: &str) {
        if let Some(item) = self.items.get_mut(self.at) {
            item.field.paste(text);
        }
    }

    pub(crate) fn key(&mut self, key: Key) -> Outcome {
        self.fault = None;
        let last = self.items.len().saturating_sub(1);
        let Some(item) = self.items.get_mut(self.at) else { return Outcome::Given };
        match key {
            Key::Esc => return Outcome::Given,
            Key::Ctrl('s') => return Outcome::Done,
            Key::Tab => self.at = if self.at == last { 0 } else { self.at + 1 },
            Key::BackTab => self.at = self.at.checked_sub(1).unwrap_or(last),
            Key::Char(' ') if item.shown == Shown::Toggle => item.on = !item.on,
            _ if item.shown != Shown::Toggle && item.field.key(key) => {}
            Key::Enter if self.at == last => return Outcome::Done,
            Key::Enter | Key::Down => self.at = (self.at + 1).min(last),
            Key::Up => self.at = self.at.saturating_sub(1),
            _ => {}
        }
        Outcome::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let items = vec![
            Item::line("Name", "", "x"),
            Item::toggle("Root", "", false),
            Item::lines("Note", "", "", 64),
        ];
        Form::new("Test", items)
    }

    #[test]
    fn enter_goes_on_and_is_a_line_break_in_lines() {
        let mut form = form();
        for key in [Key::Char('y'), Key::Enter, Key::Char(' '), Key::Enter, Key::Enter] {
            assert_eq!(form.key(key), Outcome::Open);
        }
        assert_eq!((form.text("Name"), form.is_on("Root"), form.text("Note")), ("xy", true, "\n"));
        assert_eq!(form.key(Key::Ctrl('s')), Outcome::Done);
        assert_eq!(form.key(Key::Esc), Outcome::Given);
    }

    #[test]
    fn tab_goes_round_both_ways() {
        let mut form = form();
        form.key(Key::BackTab);
        assert_eq!(form.at, 2);
        form.key(Key::Tab);
        assert_eq!(form.at, 0);
        form.complain("no");
        form.key(Key::Tab);
        assert!(form.fault.is_none());
    }

    #[test]
    fn enter_in_the_last_single_line_is_the_end() {
        let mut form = Form::new("Test", vec![Item::hidden("Secret", "")]);
        form.paste("MZXW 6YTB\n");
        assert_eq!(form.key(Key::Enter), Outcome::Done);
        assert_eq!(form.text("Secret"), "MZXW 6YTB");
    }
}
