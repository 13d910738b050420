//! Lines of standard input, waited for only so long. A thread reads them, one
//! whenever it is asked, so that nothing else that is typed is swallowed.

use std::io::stdin;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

/// How long is waited before the clock is looked at.
const WAIT: Duration = Duration::from_secs(1);

/// Is what came of waiting.
pub(crate) enum Heard {
    /// A line, without its end.
    Line(Zeroizing<String>),
    /// Nothing yet.
    Nothing,
    /// The end of input.
    End,
}

/// Is a reader of lines.
pub(crate) struct Lines {
    ask: Sender<()>,
    heard: Receiver<Zeroizing<String>>,
    asked: bool,
}

impl Lines {
    /// Starts to read standard input.
    pub(crate) fn of_standard_input() -> Self {
        let (ask, asked) = channel::<()>();
        let (send, heard) = channel();
        thread::spawn(move || {
            while asked.recv().is_ok() {
                let mut line = Zeroizing::new(String::with_capacity(8192));
                if !stdin().read_line(&mut line).is_ok_and(|read| read > 0) {
                    return;
                }
                let end = line.trim_end_matches(['\r', '\n']).len();
                line.truncate(end);
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Self { ask, heard, asked: false }
    }

    /// Waits for a line for about a second.
    pub(crate) fn next(&mut self) -> Heard {
        if !self.asked && self.ask.send(()).is_err() {
            return Heard::End;
        }
        self.asked = true;
        match self.heard.recv_timeout(WAIT) {
            Ok(line) => {
                self.asked = false;
                Heard::Line(line)
            }
            Err(RecvTimeoutError::Timeout) => Heard::Nothing,
            Err(RecvTimeoutError::Disconnected) => Heard::End,
        }
    }
}
