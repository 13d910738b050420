//! The model: everything that the interface knows, and what an event makes of
//! it. Each mode has its keys in a file of its own; nothing here draws or acts.

use vault::Entry;
use zeroize::Zeroizing;

use super::event::{Effect, Event, Key};
use super::field::Field;
use super::form::Form;
use super::moment::{Moment, counted, moment};
use super::rows::{Rows, Tab};
use super::{add, browse, edit, entry, lock};
use crate::clock::{Known, shift, words};

/// How long a passing word stays, in seconds.
const PASSING: u64 = 6;

/// How long the code of a counter stays, in seconds.
const COUNTED: u64 = 60;

/// Is what the person has set.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    /// Seconds without a key until the vault is locked; 0 for never.
    pub(crate) lock_after: u64,
    /// Seconds until a copied code is taken away.
    pub(crate) clear_after: u64,
    /// Whether codes are of the right time, as far as it is known.
    pub(crate) corrected: bool,
}

/// Is everything that the interface knows.
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) now: u64,
    pub(crate) clock: Option<Known>,
    pub(crate) size: (u16, u16),
    pub(crate) rows: Rows,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) tab: usize,
    pub(crate) query: Field,
    pub(crate) visible: Vec<usize>,
    pub(crate) selected: usize,
    pub(crate) mode: Mode,
    pub(crate) said: Option<Said>,
    pub(crate) copied: Option<Copied>,
    pub(crate) counted: Option<Counted>,
    pub(crate) last_key: u64,
}

/// Is what is on the screen.
pub(crate) enum Mode {
    /// The list.
    Browse,
    /// One entry; the note is seen or not.
    Entry { id: String, note: bool },
    /// The QR code of an entry, dark on light or the other way round.
    Qr { id: String, inverted: bool },
    /// What the keys do, from this line on; afterwards the list or an entry.
    Help { from: usize, entry: Option<String> },
    /// Where a new entry is to come from.
    Menu(usize),
    /// Which of several QR codes is meant.
    Pick { texts: Vec<Zeroizing<String>>, at: usize },
    /// Something to fill in.
    Form(Form, Purpose),
    /// Nothing, until the passphrase is given.
    Locked { passphrase: Field, fault: Option<String>, opening: bool },
}

/// Is what a form is for.
pub(crate) enum Purpose {
    /// The name of a picture file.
    Picture,
    /// A secret or an otpauth URI.
    Secret,
    /// What a new entry is to be called, and the rest of it.
    New(Zeroizing<String>),
    /// Another name, groups or note for an entry.
    Revise(String),
    /// The name of an entry, typed to have it removed.
    Remove(String),
}

/// Is a word to the person.
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) bad: bool,
    /// When it goes, in Unix seconds.
    until: u64,
}

/// Is a code on the clipboard.
pub(crate) struct Copied {
    pub(crate) name: String,
    /// When it is taken away, in Unix seconds.
    pub(crate) until: u64,
    /// Whether it has really arrived.
    there: bool,
}

/// Is the code that a counter gave.
pub(crate) struct Counted {
    pub(crate) id: String,
    pub(crate) code: Zeroizing<String>,
    until: u64,
}

impl State {
    /// Starts with the list of entries.
    pub(crate) fn new(settings: Settings, now: u64, entries: Vec<Entry>) -> Self {
        let mut state = Self {
            settings,
            now,
            clock: None,
            size: (80, 24),
            rows: Rows::default(),
            tabs: vec![Tab::All],
            tab: 0,
            query: Field::line("", 256),
            visible: Vec::new(),
            selected: 0,
            mode: Mode::Browse,
            said: None,
            copied: None,
            counted: None,
            last_key: now,
        };
        state.fill(entries, None);
        state
    }

    /// Takes an event and returns what has to be done for it.
    pub(crate) fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Tick(now) => return self.tick(now),
            Event::Clock(known) => self.clock = known,
            Event::Resized(columns, lines) => self.size = (columns, lines),
            Event::Key(key) => return self.key(key),
            Event::Paste(text) => {
                self.last_key = self.now;
                match &mut self.mode {
                    Mode::Browse => {
                        self.query.paste(&text);
                        self.search();
                    }
                    Mode::Form(form, _) => form.paste(&text),
                    Mode::Locked { passphrase, .. } => passphrase.paste(&text),
                    _ => {}
                }
            }
            Event::Entries(entries) => {
                let id = self.selected().map(|entry| entry.id().to_owned());
                if matches!(self.mode, Mode::Locked { .. }) {
                    self.mode = Mode::Browse;
                }
                self.fill(entries, id.as_deref());
            }
            Event::Saved { said, id } => {
                self.mode = id.map_or(Mode::Browse, |id| {
                    self.query.clear();
                    self.tab = 0;
                    self.search();
                    self.select(&id);
                    Mode::Entry { id, note: false }
                });
                self.say(said);
            }
            Event::Counted { id, code } => {
                self.counted = Some(Counted { id, code, until: self.now + COUNTED });
            }
            Event::Read(texts) => add::read(self, texts),
            Event::Copied => {
                if let Some(copied) = &mut self.copied {
                    copied.there = true;
                    copied.until = self.now + self.settings.clear_after;
                }
            }
            Event::Failed(fault) => self.failed(fault),
        }
        Vec::new()
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        self.last_key = self.now;
        if key == Key::Ctrl('c') || key == Key::Ctrl('q') {
            return self.quit();
        }
        if self.said.as_ref().is_some_and(|said| said.until <= self.now + PASSING) {
            self.said = None;
        }
        match &self.mode {
            Mode::Browse => browse::key(self, key),
            Mode::Entry { .. } | Mode::Qr { .. } => entry::key(self, key),
            Mode::Help { .. } => browse::help_key(self, key),
            Mode::Menu(_) | Mode::Pick { .. } => add::key(self, key),
            Mode::Form(..) => edit::key(self, key),
            Mode::Locked { .. } => lock::key(self, key),
        }
    }

    fn tick(&mut self, now: u64) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        if self.copied.as_ref().is_some_and(|copied| copied.there && copied.until <= now) {
            self.copied = None;
            effects.push(Effect::TakeBack);
        }
        self.said.take_if(|said| said.until <= now);
        self.counted.take_if(|counted| counted.until <= now);
        let idle = now.saturating_sub(self.last_key);
        let open = !matches!(self.mode, Mode::Locked { .. });
        if open && self.settings.lock_after > 0 && idle >= self.settings.lock_after {
            effects.extend(lock::lock(self));
        }
        effects
    }

    /// Returns the time of which codes are shown, in Unix seconds.
    pub(crate) fn code_time(&self) -> u64 {
        match self.clock {
            Some(clock) if self.settings.corrected => shift(self.now, clock.behind),
            _ => self.now,
        }
    }

    /// Says what is amiss with the clock, as far as codes depend on it.
    pub(crate) fn clock_word(&self) -> Option<String> {
        match self.clock {
            None if self.settings.corrected => {
                Some("the clock was not measured lately: secondkey clock".to_owned())
            }
            Some(clock) if clock.is_off() && !self.settings.corrected => Some(format!(
                "the clock is {}: codes may be refused (--corrected)",
                words(clock.behind)
            )),
            _ => None,
        }
    }

    /// Returns how many seconds are left until the vault is locked.
    pub(crate) fn locks_in(&self) -> Option<u64> {
        let at = self.last_key + self.settings.lock_after;
        (self.settings.lock_after > 0).then(|| at.saturating_sub(self.now))
    }

    pub(crate) fn quit(&mut self) -> Vec<Effect> {
        let mut effects: Vec<Effect> =
            self.copied.take().map(|_| Effect::TakeBack).into_iter().collect();
        effects.push(Effect::Quit);
        effects
    }

    fn failed(&mut self, fault: String) {
        if self.copied.as_ref().is_some_and(|copied| !copied.there) {
            self.copied = None;
        }
        match &mut self.mode {
            Mode::Form(form, _) => form.complain(fault),
            Mode::Locked { fault: shown, opening, passphrase } => {
                passphrase.clear();
                *shown = Some(fault);
                *opening = false;
            }
            _ => self.say_bad(fault),
        }
    }

    /// Says something that goes by itself.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        let until = self.now + PASSING;
        self.said = Some(Said { text: text.into(), bad: false, until });
    }

    /// Says what went wrong.
    pub(crate) fn say_bad(&mut self, text: impl Into<String>) {
        let until = self.now + 2 * PASSING;
        self.said = Some(Said { text: text.into(), bad: true, until });
    }

    /// Puts other entries in place of those that are there.
    pub(crate) fn fill(&mut self, entries: Vec<Entry>, selected: Option<&str>) {
        let tab = self.tabs.get(self.tab).cloned();
        self.rows = Rows::new(entries);
        self.tabs = self.rows.tabs();
        self.tab = self.tabs.iter().position(|one| Some(one) == tab.as_ref()).unwrap_or(0);
        self.search();
        if let Some(id) = selected {
            self.select(id);
        }
        let gone = match &self.mode {
            Mode::Entry { id, .. } | Mode::Qr { id, .. } => self.rows.by_id(id).is_none(),
            Mode::Form(_, Purpose::Revise(id) | Purpose::Remove(id)) => {
                self.rows.by_id(id).is_none()
            }
            _ => false,
        };
        if gone {
            self.mode = Mode::Browse;
        }
    }

    /// Looks again for what the search leaves, and stands on the first of it.
    pub(crate) fn search(&mut self) {
        let tab = self.tabs.get(self.tab).unwrap_or(&Tab::All);
        self.visible = self.rows.visible(tab, self.query.text());
        self.selected = 0;
    }

    pub(crate) fn select(&mut self, id: &str) {
        let is_it = |at: &usize| self.rows.get(*at).is_some_and(|entry| entry.id() == id);
        self.selected = self.visible.iter().position(is_it).unwrap_or(0);
    }

    /// Returns the entry that the list stands on.
    pub(crate) fn selected(&self) -> Option<&Entry> {
        self.visible.get(self.selected).and_then(|at| self.rows.get(*at))
    }

    /// Returns the code that the counter of an entry gave a moment ago.
    pub(crate) fn counted_code(&self, entry: &Entry) -> Option<&str> {
        self.counted.as_ref().filter(|one| one.id == entry.id()).map(|one| one.code.as_str())
    }

    /// Copies the code of an entry; the counter of a counted one is moved on
    /// first, and its code can be copied once it is seen.
    pub(crate) fn copy(&mut self, id: &str, next: bool) -> Vec<Effect> {
        let Some(entry) = self.rows.by_id(id) else { return Vec::new() };
        let text = match moment(entry, self.code_time()) {
            Moment::Timed { code, next: later, .. } => {
                if next {
                    later
                } else {
                    code
                }
            }
            Moment::Counted(counter) => match self.counted_code(entry) {
                _ if next => counted(entry, counter),
                Some(code) => Zeroizing::new(code.to_owned()),
                None => return vec![Effect::Count(id.to_owned())],
            },
        };
        let until = self.now + self.settings.clear_after;
        self.copied = Some(Copied { name: entry.name().to_owned(), until, there: false });
        vec![Effect::Copy(text)]
    }
}

impl Copied {
    /// Returns for how many seconds the code stays; `None` before it is there.
    pub(crate) fn left(&self, now: u64) -> Option<u64> {
        self.there.then(|| self.until.saturating_sub(now))
    }
}

#[cfg(test)]
pub(crate) mod tests;
