//! What can be wrong with a file, in words for the person who wrote it.

/// Says why a file was refused, and where the fault is.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum FileError {
    /// More bytes than are read.
    #[error("the file has {bytes} bytes; at most {most} are read")]
    TooLarge {
        /// The size that was found.
        bytes: usize,
        /// The size that is read.
        most: usize,
    },
    /// Not JSON at all.
    #[error("this is not JSON: {message}")]
    Syntax {
        /// What the JSON reader says, with line and column.
        message: String,
    },
    /// JSON that does not say what the format allows.
    #[error("{path}: {problem}")]
    Fault {
        /// The place, such as `methods[3].needs[1]`; `file` for the whole.
        path: String,
        /// What is wrong there.
        problem: Problem,
    },
}

impl FileError {
    pub(crate) fn at(path: &str, problem: Problem) -> Self {
        Self::Fault { path: printable(path), problem }
    }

    pub(crate) fn unknown(path: &str, id: &str) -> Self {
        Self::at(path, Problem::UnknownNode(printable(id)))
    }
}

/// The most characters of a file's own text that a message repeats.
const REPEATED: usize = 300;

/// Makes a text from a file fit for a message: short, and without characters
/// that could disturb the terminal.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len().min(REPEATED));
    for (index, c) in text.chars().enumerate() {
        if index == REPEATED {
            shown.push('…');
            break;
        }
        if disturbing(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

/// Says whether a character could move the cursor, or the reading direction of
/// what follows.
pub(crate) fn disturbing(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Is what is wrong at one place of a file.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Problem {
    /// A field that is unknown, missing, there twice, or of the wrong type.
    #[error("{0}")]
    Shape(String),
    /// A reference to a node that the file does not have.
    #[error("there is no node named `{0}`")]
    UnknownNode(String),
    /// A name that nothing is called by, with a proposal for another one.
    #[error("nothing is called `{name}` here{near}")]
    UnknownName {
        /// The name.
        name: String,
        /// What is called nearly so; empty where there is nothing at all.
        near: String,
    },
    /// A method without needs.
    #[error("a method must need something; what the owner simply has is a node with `held`")]
    NoNeeds,
    /// A name without a character.
    #[error("a name must not be empty")]
    EmptyName,
    /// A name or text that is too long.
    #[error("this text has {bytes} bytes; at most {most} are allowed here")]
    TooLong {
        /// The length that was found.
        bytes: usize,
        /// The length that is allowed.
        most: usize,
    },
    /// A character that could disturb the terminal that shows it.
    #[error("this text holds a control character (U+{0:04X})")]
    ControlCharacter(u32),
    /// A name that none of the owner's things has.
    #[error("no thing is named `{0}`")]
    UnknownThing(String),
    /// A name that no user has among whom one can be chosen.
    #[error("there is no user named `{0}` to choose")]
    UnknownUser(String),
    /// An answer that its question does not take.
    #[error("{0}")]
    Unfit(crate::Unfit),
    /// Two things that cannot both be so.
    #[error("{0}")]
    Contradiction(String),
    /// Two scenarios of one name, or a tag that a node has twice.
    #[error("the name `{0}` is there twice")]
    Repeated(String),
    /// More entries than are read.
    #[error("there are {found} {what}; at most {most} are read")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many are read.
        most: usize,
    },
}
