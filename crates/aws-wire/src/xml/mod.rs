//! XML answers and errors of the Query protocol, written as a service does.

mod answer;
mod namespace;
mod writer;

pub use answer::{Answer, write_error};
pub use namespace::Namespace;
pub use writer::Element;
