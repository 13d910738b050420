//! Writes `docs/access-rules.md` to standard output.

use std::io::Write;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(access_graph::rules_page().as_bytes())
}
