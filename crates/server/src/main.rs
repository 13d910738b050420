//! `secondkeyd`, the service: reads its configuration, puts the parts together,
//! and runs either the server or one operator command.
//!
//! Exit codes: 0 done, 2 wrong usage, 3 another server uses the store, 4 the
//! store is damaged, of a newer version or without its key, 5 the audit trail was
//! tampered with, 1 anything else.

mod checkpoint_files;
mod commands;
mod config;
mod env;
mod exit;
mod http;
mod mail_config;
mod mailer;
mod master_key;
mod print;
mod wiring;
mod workers;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;
use crate::config::{Arguments, Config};

/// The system's allocator keeps 19 MiB for each thread that ever hashed a password.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print::failure(&error);
            ExitCode::from(exit::code_of(&error))
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let (command, given) = arguments.into_parts();
    let config = Config::from(given)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(command.unwrap_or(Command::Serve).run(config));
    // Not to wait for a password hash that nobody waits for any more.
    runtime.shutdown_background();
    done
}
