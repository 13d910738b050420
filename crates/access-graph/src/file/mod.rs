//! The file format `access-graph/1`: its types, reading it strictly, checking
//! what it says. Integers, closures and answers are not known here.

mod access_file;
mod check;
mod fault;
mod read;

pub use access_file::{AccessFile, Format, Kind, Method, Node, Party, Scenario};
pub use check::Limits;
pub use fault::{FileError, Problem};
