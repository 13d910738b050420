//! The report for people and for other programs: text, a page, SARIF.

mod escape;

pub(crate) use escape::escaped;
