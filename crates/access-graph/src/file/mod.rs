//! The file format `access-graph/1`: its types, reading it strictly, checking
//! what it says. Integers, closures and answers are not known here.

mod access_file;
mod check;
mod day;
mod fault;
mod read;
mod schema;
mod words;

pub use access_file::{AccessFile, Format, Kind, Method, Node, Party, Scenario};
pub use check::Limits;
pub use day::Day;
pub use fault::{FileError, Problem};
pub use schema::SCHEMA;
pub use words::{Fact, Purpose, Tag};

pub(crate) use check::plain;
pub(crate) use fault::printable;
pub(crate) use read::{List, Named, Object, read, some};
