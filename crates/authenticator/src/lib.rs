//! `secondkey`: a virtual MFA device for the desktop and the terminal.
//!
//! Two programs are made of it. `secondkey` is small, because a code is asked for many
//! times a day and a large program takes longer to start than a code to make: it has
//! the list and the codes from the agent, and hands everything else over to
//! `secondkey-full`, which lies beside it. Here are only the ways from a command line to
//! a command and from its outcome to an exit status. The vault is in the crate `vault`,
//! codes are in `otp`.

mod agent;
mod answers;
mod ask;
mod audit;
mod aws;
mod bus;
mod capture;
mod cli;
mod cli_device;
mod clipboard;
mod clock;
mod commands;
mod context;
mod env;
mod everyday;
mod failure;
mod harden;
mod kept;
mod look;
mod output;
mod paper;
mod tui;
mod web;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::context::Context;
use crate::env::Env;
use crate::failure::Failure;
use crate::output::Output;

/// Runs `secondkey-full`: every command, whoever has the vault.
pub fn full(line: impl IntoIterator<Item = OsString>) -> ExitCode {
    harden::process();
    let cli = Cli::try_parse_from(line).unwrap_or_else(|error| error.exit());
    let env = Env::real();
    let output = Output::real(&env);
    let context = Context::new(cli.global, env, output);
    end(&context.output, commands::run(&context, cli.command))
}

/// Runs `secondkey`: what the agent answers, or the whole program in its place.
pub fn everyday(line: impl IntoIterator<Item = OsString>) -> ExitCode {
    harden::process();
    let line: Vec<OsString> = line.into_iter().collect();
    let env = Env::real();
    if let Some(status) = everyday::run(&line, env) {
        return status;
    }
    end(&Output::real(&env), Err(everyday::hand_over(&line)))
}

/// Says what went wrong; returns the exit status.
fn end(output: &Output, outcome: Result<(), Failure>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.complain(&failure.message);
            ExitCode::from(failure.status)
        }
    }
}
