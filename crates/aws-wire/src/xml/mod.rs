//! XML answers and errors of the Query protocol. Only writing: no client sends XML.

mod answer;
mod namespace;
mod writer;

pub use answer::{Answer, write_error};
pub use namespace::Namespace;
pub use writer::Element;
