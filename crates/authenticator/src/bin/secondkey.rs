//! The small program: see the crate.

use std::process::ExitCode;

fn main() -> ExitCode {
    authenticator::everyday(std::env::args_os())
}
