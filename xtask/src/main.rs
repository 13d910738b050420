//! Placeholder binary until the checks land in the next commits.
fn main() {}
