//! XML answers and errors of the Query protocol: writing them, as a service does,
//! and reading them, as its clients do.

mod answer;
mod namespace;
mod reader;
mod writer;

pub use answer::{Answer, write_error};
pub use namespace::Namespace;
pub use reader::Node;
pub use writer::Element;
