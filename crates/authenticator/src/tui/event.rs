//! What comes into the model and what goes out of it.

use std::path::PathBuf;

use vault::Entry;
use zeroize::Zeroizing;

use crate::clock::Known;

/// Is a key that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Char(char),
    Ctrl(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    Backspace,
    Delete,
}

/// Is what happened.
pub(crate) enum Event {
    /// It is so late now, in Unix seconds.
    Tick(u64),
    /// This is known about the computer's clock, if anything.
    Clock(Option<Known>),
    /// A person pressed a key.
    Key(Key),
    /// A person pasted a text.
    Paste(Zeroizing<String>),
    /// The window has so many columns and lines.
    Resized(u16, u16),
    /// These are the vault's entries now.
    Entries(Vec<Entry>),
    /// A change is made and durable; the words for it, and which entry it was.
    Saved { said: String, id: Option<String> },
    /// A counter has moved on, and this is the code of the counter before.
    Counted { id: String, code: Zeroizing<String> },
    /// These texts were in the QR codes of a picture.
    Read(Vec<Zeroizing<String>>),
    /// The code is on the clipboard.
    Copied,
    /// What was asked for could not be done.
    Failed(String),
}

/// Is what has to be done for the model.
pub(crate) enum Effect {
    /// End, and leave nothing behind.
    Quit,
    /// Forget the keys of the vault.
    Lock,
    /// Open the vault.
    Unlock(Zeroizing<String>),
    /// Put a code on the clipboard.
    Copy(Zeroizing<String>),
    /// Take it away again, if it is still there.
    TakeBack,
    /// Move the counter of an entry on, then give its code.
    Count(String),
    /// Find QR codes.
    Look(Source),
    /// Change the vault.
    Save(Change),
}

/// Is where a QR code may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A picture file.
    File(PathBuf),
    /// What the screen shows.
    Screen,
    /// A picture that was copied.
    Clipboard,
    /// A camera.
    Camera,
}

/// Is a change to the vault.
pub(crate) enum Change {
    /// A new entry.
    Add {
        uri: Zeroizing<String>,
        name: String,
        groups: Vec<String>,
        root: bool,
        note: Zeroizing<String>,
    },
    /// Another name, note, groups or mark for an entry.
    Revise { id: String, name: String, groups: Vec<String>, root: bool, note: Zeroizing<String> },
    /// An entry less.
    Remove { id: String },
}
