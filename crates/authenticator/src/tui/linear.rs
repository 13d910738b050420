//! The same model line by line: plain sentences, no cursor addressing, nothing
//! that changes once it is said. For screen readers and simple terminals.

use zeroize::Zeroizing;

use super::event::{Effect, Event, Key};
use super::form::{Item, Shown};
use super::lines::{Heard, Lines};
use super::moment::{Moment, moment, shape};
use super::session::Session;
use super::state::{Mode, State};
use super::{add, edit, lock};
use crate::ask;
use crate::clock;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::clean;
use crate::paper::Sheet;
use vault::Entry;

/// The most entries that are listed at once.
const LISTED: usize = 20;

const HELP: &str = "\
Type a part of a name to hear the code, or the number of an entry that was listed.
/copy X   puts the code on the clipboard     /next X   says the next code
/open X   says everything about an entry     /note X   says its note
/qr X     shows its QR code                  /edit X   changes name, groups, note
/add      adds an entry                      /remove X removes an entry
/list     lists all entries                  /group G  lists a group; /group lists groups
/lock     locks the vault now                /quit     ends
X is a name, an unmistakable part of one, or a number. In questions, an empty
line keeps what stands in brackets, and a single slash cancels.
";

struct Linear<'a> {
    context: &'a Context,
    session: Session<'a>,
    state: State,
    lines: Lines,
    /// The identifiers of the entries that were listed last.
    listed: Vec<String>,
}

/// Whether there is more to come.
enum Goes {
    On,
    Out,
}

/// Runs until the person, or the input, has come to the end.
pub(crate) fn run(context: &Context, session: Session<'_>, state: State) -> Result<(), Failure> {
    let lines = Lines::of_standard_input();
    let mut linear = Linear { context, session, state, lines, listed: Vec::new() };
    let count = linear.state.rows.len();
    linear.say(&format!("{count} entries. Type a part of a name, or ? for help."))?;
    linear.tell()?;
    loop {
        if matches!(linear.state.mode, Mode::Locked { .. }) {
            linear.unlock()?;
            continue;
        }
        let Some(line) = linear.hear("secondkey")? else { return Ok(()) };
        if let Goes::Out = linear.command(line.trim())? {
            return linear.happen(Event::Key(Key::Ctrl('q')));
        }
    }
}

impl Linear<'_> {
    /// Asks for a line; `None` at the end of input. Locks when it takes too long.
    fn hear(&mut self, question: &str) -> Result<Option<Zeroizing<String>>, Failure> {
        self.context.output.ask(&format!("{question}: "));
        loop {
            self.happen(Event::Tick(self.context.env.now()))?;
            let locked = matches!(self.state.mode, Mode::Locked { .. });
            match self.lines.next() {
                Heard::Line(_) if locked => return Ok(Some(Zeroizing::default())),
                Heard::Line(line) => {
                    self.state.last_key = self.context.env.now();
                    self.happen(Event::Tick(self.state.last_key))?;
                    return Ok(Some(line));
                }
                Heard::End => return Ok(None),
                Heard::Nothing if locked => {}
                Heard::Nothing => {
                    self.happen(Event::Tick(self.context.env.now()))?;
                    if matches!(self.state.mode, Mode::Locked { .. }) {
                        self.say("\nThe vault is locked. Press Enter to open it again.")?;
                    }
                }
            }
        }
    }

    fn command(&mut self, line: &str) -> Result<Goes, Failure> {
        if let Some(event) = self.session.refreshed() {
            self.happen(event)?;
        }
        self.happen(Event::Clock(clock::known(&self.context.env)))?;
        let (word, rest) =
            line.split_once(' ').map_or((line, ""), |(word, rest)| (word, rest.trim()));
        match word {
            "" => {}
            _ if matches!(self.state.mode, Mode::Locked { .. }) => {}
            "?" | "/help" | "/?" => self.say(HELP.trim_end())?,
            "/quit" | "/q" => return Ok(Goes::Out),
            "/lock" => {
                let effects = lock::lock(&mut self.state);
                self.act(effects)?;
            }
            "/list" => self.list("", 0)?,
            "/group" => self.group(rest)?,
            "/add" => {
                add::begin(&mut self.state);
                self.follow()?;
            }
            "/copy" | "/next" | "/open" | "/note" | "/qr" | "/edit" | "/remove" => {
                if let Some(id) = self.one(rest)? {
                    self.with(word, &id)?;
                }
            }
            _ if word.starts_with('/') => self.say("There is no such command; ? lists them.")?,
            _ => {
                if let Some(id) = self.one(line)? {
                    self.code(&id)?;
                }
            }
        }
        Ok(Goes::On)
    }

    /// Finds the one entry that is meant; several are listed.
    fn one(&mut self, text: &str) -> Result<Option<String>, Failure> {
        let number = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(id) = number.and_then(|at| self.listed.get(at)) {
            return Ok(Some(id.clone()));
        }
        let rows = &self.state.rows;
        let all = &self.state.tabs.first().cloned().unwrap_or(super::rows::Tab::All);
        let mut hits = rows.visible(all, text);
        let exact = |at: &usize| {
            rows.get(*at).is_some_and(|entry| entry.name().to_lowercase() == text.to_lowercase())
        };
        if let Some(at) = hits.iter().copied().find(exact) {
            hits = vec![at];
        }
        match hits.as_slice() {
            [] => self.say("No entry fits.").map(|()| None),
            [at] => Ok(rows.get(*at).map(|entry| entry.id().to_owned())),
            _ => self.list(text, 0).map(|()| None),
        }
    }

    fn list(&mut self, query: &str, tab: usize) -> Result<(), Failure> {
        let tab = self.state.tabs.get(tab).cloned().unwrap_or(super::rows::Tab::All);
        let hits = self.state.rows.visible(&tab, query);
        let entries: Vec<&Entry> = hits.iter().filter_map(|at| self.state.rows.get(*at)).collect();
        self.listed = entries.iter().map(|entry| entry.id().to_owned()).collect();
        let mut text = String::new();
        for (number, entry) in (1..).zip(entries.iter().take(LISTED)) {
            text.push_str(&format!("{number}. {}\n", spoken(entry)));
        }
        if entries.len() > LISTED {
            text.push_str(&format!(
                "... and {} more; say more of the name.\n",
                entries.len() - LISTED
            ));
        }
        if entries.is_empty() {
            text.push_str("Nothing is here.\n");
        }
        self.context.output.data(&text)
    }

    fn group(&mut self, name: &str) -> Result<(), Failure> {
        let wanted = name.to_lowercase();
        let fits = |title: &str| title.to_lowercase() == wanted;
        if let Some(tab) = self.state.tabs.iter().position(|tab| fits(tab.title())) {
            return self.list("", tab);
        }
        let titles: Vec<String> = self.state.tabs.iter().map(|tab| clean(tab.title())).collect();
        self.say(&format!("Groups: {}.", titles.join(", ")))
    }

    fn with(&mut self, word: &str, id: &str) -> Result<(), Failure> {
        match word {
            "/copy" => {
                self.mind_clock()?;
                let effects = self.state.copy(id, false);
                self.act(effects)?;
                self.counted(id)
            }
            "/next" => self.next(id),
            "/edit" => {
                edit::begin(&mut self.state, id);
                self.follow()
            }
            "/remove" => {
                self.state.mode = Mode::Entry { id: id.to_owned(), note: false };
                self.happen(Event::Key(Key::Char('x')))?;
                self.follow()
            }
            "/qr" => {
                let Some(entry) = self.state.rows.by_id(id) else { return Ok(()) };
                let output = &self.context.output;
                let Ok(sheet) = Sheet::new(entry.expose_uri(), output.room()) else {
                    return self.say("This is too long for a QR code.");
                };
                let command = format!("secondkey show-qr {:?}", entry.name());
                match sheet.show(output, false, &command) {
                    Err(failure) => self.say(&failure.message),
                    Ok(()) => Ok(()),
                }
            }
            _ => {
                let Some(entry) = self.state.rows.by_id(id) else { return Ok(()) };
                let note =
                    entry.expose_note().map(|note| note.lines().map(clean).collect::<Vec<_>>());
                let note = note.map(|lines| Zeroizing::new(lines.join("\n")));
                if word == "/note" {
                    return self.say(note.as_ref().map_or("It has no note.", |note| note.as_str()));
                }
                let groups = if entry.groups().is_empty() {
                    String::new()
                } else {
                    format!(" Groups: {}.", clean(&entry.groups().join(", ")))
                };
                let noted = if note.is_some() { " It has a note." } else { "" };
                self.say(&format!("{}. {}.{groups}{noted}", spoken(entry), shape(entry)))?;
                self.code(id)
            }
        }
    }

    /// Says the code of an entry; the counter of a counted one moves on first.
    fn code(&mut self, id: &str) -> Result<(), Failure> {
        let Some(entry) = self.state.rows.by_id(id) else { return Ok(()) };
        match moment(entry, self.state.code_time()) {
            Moment::Timed { code, remaining, .. } => {
                self.mind_clock()?;
                let root = if entry.is_root() { "ROOT USER. " } else { "" };
                let text = Zeroizing::new(format!(
                    "{root}{}: {}. {remaining} seconds left.",
                    clean(entry.name()),
                    *digits(&code),
                ));
                self.say(&text)
            }
            Moment::Counted(_) => {
                self.act(vec![Effect::Count(id.to_owned())])?;
                self.counted(id)
            }
        }
    }

    fn next(&mut self, id: &str) -> Result<(), Failure> {
        let Some(entry) = self.state.rows.by_id(id) else { return Ok(()) };
        match moment(entry, self.state.code_time()) {
            Moment::Timed { next, remaining, .. } => {
                self.mind_clock()?;
                let text = format!("In {remaining} seconds: {}.", *digits(&next));
                self.say(&Zeroizing::new(text))
            }
            Moment::Counted(_) => self.say("Its codes are counted; say its name for the next one."),
        }
    }

    /// Warns beside a code where the clock is not to be trusted.
    fn mind_clock(&self) -> Result<(), Failure> {
        self.state.clock_word().map_or(Ok(()), |word| self.say(&format!("Warning: {word}.")))
    }

    /// Says the code that a counter gave, if it has just given one.
    fn counted(&mut self, id: &str) -> Result<(), Failure> {
        let code = self.state.rows.by_id(id).and_then(|entry| self.state.counted_code(entry));
        match code.map(digits) {
            Some(code) => self.say(&Zeroizing::new(format!("{}. It works once.", *code))),
            None => Ok(()),
        }
    }

    /// Asks what the model wants to know, until it wants to know no more.
    fn follow(&mut self) -> Result<(), Failure> {
        loop {
            match &self.state.mode {
                Mode::Menu(_) => {
                    let names = (1..)
                        .zip(add::MENU)
                        .map(|(n, (name, more))| format!("{n}. {name}: {more}"));
                    let text = names.collect::<Vec<_>>().join("\n");
                    self.say(&text)?;
                    self.choose()?;
                }
                Mode::Pick { texts, .. } => {
                    let names = (1..)
                        .zip(texts)
                        .map(|(n, text)| format!("{n}. {}", crate::commands::label(text)));
                    let text = clean_lines(&names.collect::<Vec<_>>());
                    self.say(&text)?;
                    self.choose()?;
                }
                Mode::Form(form, _) => {
                    let title = clean(&form.title);
                    self.say(&title)?;
                    self.fill()?;
                }
                Mode::Locked { .. } => return Ok(()),
                _ => {
                    self.state.mode = Mode::Browse;
                    return Ok(());
                }
            }
        }
    }

    fn choose(&mut self) -> Result<(), Failure> {
        let typed = self.hear("Number")?.unwrap_or_default();
        let key = match typed.trim().chars().next() {
            Some(digit @ '1'..='9') => Key::Char(digit),
            _ => Key::Esc,
        };
        self.happen(Event::Key(key))
    }

    /// Asks for each field of a form, then hands it in.
    fn fill(&mut self) -> Result<(), Failure> {
        let mut at = 0;
        while let Mode::Form(form, _) = &self.state.mode {
            let Some(item) = form.items.get(at) else { break };
            let question = question(item);
            let (shown, hint) = (item.shown, item.hint);
            let typed = if shown == Shown::Hidden {
                Some(ask::secret(
                    &format!("{} ({hint})", item.label),
                    "use secondkey add --secret-stdin",
                )?)
            } else {
                self.hear(&question)?
            };
            let Some(typed) = typed.filter(|typed| typed.trim() != "/") else {
                return self.happen(Event::Key(Key::Esc));
            };
            let text = if shown == Shown::Lines { self.paragraph(typed)? } else { typed };
            if let Mode::Form(form, _) = &mut self.state.mode {
                form.at = at;
                if let Some(item) = form.items.get_mut(at) {
                    answer(item, &text);
                }
            }
            at += 1;
        }
        self.happen(Event::Key(Key::Ctrl('s')))?;
        let fault = match &self.state.mode {
            Mode::Form(form, _) => form.fault.clone(),
            _ => None,
        };
        fault.map_or(Ok(()), |fault| self.say(&fault))
    }

    /// Hears the lines after the first one, until an empty one.
    fn paragraph(&mut self, first: Zeroizing<String>) -> Result<Zeroizing<String>, Failure> {
        let mut text = first;
        if matches!(text.trim(), "" | "-") {
            return Ok(text);
        }
        while let Some(line) = self.hear("more, or an empty line")? {
            if line.trim().is_empty() {
                break;
            }
            text.push('\n');
            text.push_str(line.trim_end());
        }
        Ok(text)
    }

    fn unlock(&mut self) -> Result<(), Failure> {
        let passphrase = ask::secret("Passphrase", "start it again")?;
        self.act(vec![Effect::Unlock(passphrase)])?;
        if let Mode::Locked { fault: Some(fault), .. } = &self.state.mode {
            let fault = fault.clone();
            return self.say(&fault);
        }
        self.state.last_key = self.context.env.now();
        self.say("The vault is open.")
    }

    /// Lets an event happen, and all that comes of it, and says what was said.
    fn happen(&mut self, event: Event) -> Result<(), Failure> {
        let effects = self.state.update(event);
        self.act(effects)
    }

    fn act(&mut self, effects: Vec<Effect>) -> Result<(), Failure> {
        let mut effects = effects;
        while !effects.is_empty() {
            let events: Vec<Event> =
                effects.drain(..).flat_map(|effect| self.session.act(effect)).collect();
            for event in events {
                if let (Event::Copied, Some(copied)) = (&event, &self.state.copied) {
                    let words = format!(
                        "The code of {} is on the clipboard for {} seconds.",
                        clean(&copied.name),
                        self.state.settings.clear_after
                    );
                    self.context.output.data(&format!("{words}\n"))?;
                }
                effects.extend(self.state.update(event));
            }
        }
        self.tell()
    }

    /// Says what the model has to say, once.
    fn tell(&mut self) -> Result<(), Failure> {
        match self.state.said.take() {
            Some(said) => self.say(&clean(&said.text)),
            None => Ok(()),
        }
    }

    fn say(&self, text: &str) -> Result<(), Failure> {
        self.context.output.data(&Zeroizing::new(format!("{text}\n")))
    }
}

fn clean_lines(lines: &[String]) -> String {
    lines.iter().map(|line| clean(line)).collect::<Vec<_>>().join("\n")
}

/// Says an entry in a sentence, without its code.
fn spoken(entry: &Entry) -> String {
    let otpauth = entry.otpauth();
    let root = entry.is_root().then_some("ROOT USER");
    let issuer = otpauth.issuer.as_deref();
    let parts = [Some(entry.name()), root, issuer, Some(otpauth.account.as_str())];
    let parts: Vec<String> =
        parts.into_iter().flatten().filter(|part| !part.is_empty()).map(clean).collect();
    parts.join(", ")
}

/// Sets digits apart, so that they are read one by one.
fn digits(code: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(code.len() * 2));
    for c in code.chars() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push(c);
    }
    text
}

fn question(item: &Item) -> String {
    let now = match item.shown {
        Shown::Toggle if item.on => "yes".to_owned(),
        Shown::Toggle => "no".to_owned(),
        Shown::Lines if item.field.is_empty() => String::new(),
        Shown::Lines => "as it is; - removes it".to_owned(),
        Shown::Line | Shown::Hidden => clean(item.field.text()),
    };
    let hint = match item.shown {
        Shown::Toggle => "yes or no",
        _ => item.hint,
    };
    let hint = if hint.is_empty() { String::new() } else { format!(" ({hint})") };
    let now = if now.is_empty() { now } else { format!(" [{now}]") };
    format!("{}{hint}{now}", item.label)
}

/// Puts an answer into a field; an empty one keeps what is there.
fn answer(item: &mut Item, typed: &str) {
    match item.shown {
        _ if typed.trim().is_empty() => {}
        Shown::Toggle => item.on = matches!(typed.trim().to_lowercase().as_str(), "y" | "yes"),
        _ => {
            item.field.clear();
            if typed.trim() != "-" {
                item.field.paste(typed.trim_end_matches('\n'));
            }
        }
    }
}
