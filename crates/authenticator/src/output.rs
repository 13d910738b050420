//! The one file that prints. Data goes to standard output, everything said to
//! the person to standard error. What it looks like is `look`'s affair.

use std::io::{ErrorKind, IsTerminal, Stderr, Stdout, Write, stderr, stdout};

use rustix::termios::tcgetwinsize;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::env::Env;
use crate::failure::Failure;
use crate::look::{Style, clean};
use crate::paper::Room;

/// Is where a command's words go.
pub(crate) struct Output {
    /// Whether a person reads standard output.
    pub(crate) terminal: bool,
    style: Style,
    data: Stdout,
    words: Stderr,
}

impl Output {
    /// Returns the process's own streams. Colour is used on terminals only, never
    /// with `NO_COLOR`, and not where `TERM` says that it is not understood.
    pub(crate) fn real(env: &Env) -> Self {
        let terminal = stdout().is_terminal();
        let colour = terminal && !env.is_set("NO_COLOR") && !env.is("TERM", "dumb");
        let style = Style { colour };
        Self { terminal, style, data: stdout(), words: stderr() }
    }

    /// Returns how text for standard output is marked.
    pub(crate) fn style(&self) -> Style {
        self.style
    }

    /// Returns how much fits on the terminal; plenty where it is none, or one that
    /// does not say.
    pub(crate) fn room(&self) -> Room {
        let size = tcgetwinsize(&self.data).ok().filter(|_| self.terminal);
        let known = |count: u16| if count == 0 { u32::MAX } else { u32::from(count) };
        let (columns, lines) = size.map_or((0, 0), |size| (size.ws_col, size.ws_row));
        Room { columns: known(columns), lines: known(lines) }
    }

    /// Returns how many columns a line of data may have.
    pub(crate) fn columns(&self) -> usize {
        usize::try_from(self.room().columns).unwrap_or(usize::MAX)
    }

    /// Tells whether a person reads what is said besides the data.
    pub(crate) fn talks(&self) -> bool {
        self.words.is_terminal()
    }

    /// Writes data and sees it off. A reader that went away is no failure.
    pub(crate) fn data(&self, text: &str) -> Result<(), Failure> {
        self.bytes(text.as_bytes())
    }

    /// Writes data that is not text.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.sent(bytes).map(drop)
    }

    /// Writes data; tells whether anybody still reads it.
    pub(crate) fn sent(&self, bytes: &[u8]) -> Result<bool, Failure> {
        let mut stdout = self.data.lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(Failure::new(format!("cannot write to standard output: {error}"))),
        }
    }

    /// Writes one value as JSON and a line break.
    pub(crate) fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let mut text = Zeroizing::new(serde_json::to_string_pretty(value)?);
        text.push('\n');
        self.data(&text)
    }

    /// Says something to the person that is no data. Foreign text in it, such as
    /// labels from QR codes, cannot command the terminal.
    pub(crate) fn say(&self, text: &str) {
        let lines: Vec<String> = text.lines().map(clean).collect();
        let _ = writeln!(self.words.lock(), "{}", lines.join("\n"));
    }

    /// Says what must not be overlooked, in red where there is colour.
    pub(crate) fn alarm(&self, text: &str) {
        let style = Style { colour: self.style.colour && self.talks() };
        let lines: Vec<String> = text.lines().map(|line| style.alarm(&clean(line))).collect();
        let _ = writeln!(self.words.lock(), "{}", lines.join("\n"));
    }

    /// Asks without ending the line. Foreign text in the question commands nothing.
    pub(crate) fn ask(&self, text: &str) {
        let lines: Vec<String> = text.split('\n').map(clean).collect();
        let mut stderr = self.words.lock();
        let _ = write!(stderr, "{}", lines.join("\n")).and_then(|()| stderr.flush());
    }

    /// Says why the command failed.
    pub(crate) fn complain(&self, text: &str) {
        self.say(&format!("secondkey: {text}"));
    }
}
