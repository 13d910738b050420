//! The report for people and for other programs: text, a page, SARIF.

mod escape;
mod html;
mod lines;
mod said;
mod sarif;
mod style;
mod text;
mod verdict;

pub(crate) use escape::escaped;
pub use html::html;
pub use sarif::sarif;
pub use text::text;
