//! The house's own checks: `cargo run -p xtask -- check`.
//!
//! Here is only the command line, and what it prints.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use xtask::{check, load};

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the one file that prints")]
fn main() -> ExitCode {
    match run() {
        Ok((text, true)) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Ok((text, false)) => {
            print!("{text}");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the command line asks for; returns what to print and whether all is well.
fn run() -> Result<(String, bool)> {
    let mut words = std::env::args().skip(1);
    match (words.next().as_deref(), words.next()) {
        (Some("check"), None) => {
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .parent()
                .context("xtask does not lie in a workspace")?;
            Ok(check::check(&load::load(root)?))
        }
        _ => bail!("the one thing to ask for is: cargo run -p xtask -- check"),
    }
}
