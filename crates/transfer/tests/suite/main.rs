//! Files of other authenticators, made by a second implementation
//! (`tests/fixtures/make.py`): read right, read in pieces, read with hostile
//! changes; and what we write, read back.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod fixtures;
mod hostile;
mod round_trip;

use std::path::Path;

/// Reads a file of the fixtures.
fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn text(name: &str) -> String {
    String::from_utf8(file(name)).unwrap()
}

fn password() -> String {
    text("PASSWORD").trim_end().to_owned()
}
