//! The style of the page.

/// Is the style sheet of the page, apart from the picture's.
pub(super) const PAGE: &str = include_str!("page.css");
