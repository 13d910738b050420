//! The whole program: see the crate.

use std::process::ExitCode;

fn main() -> ExitCode {
    authenticator::full(std::env::args_os())
}
