//! `secondkey`: a virtual MFA device for the desktop and the terminal.
//!
//! Here is only the way from the command line to a command and from its outcome
//! to an exit status. The vault is in the crate `vault`, codes are in `otp`.

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

use std::process::ExitCode;

use crate::context::Context;
use crate::env::Env;
use crate::output::Output;

fn main() -> ExitCode {
    harden::process();
    let cli = everyday::read(std::env::args_os()).unwrap_or_else(|error| error.exit());
    let env = Env::real();
    let output = Output::real(&env);
    let context = Context::new(cli.global, env, output);
    match commands::run(&context, cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            context.output.complain(&failure.message);
            ExitCode::from(failure.status)
        }
    }
}
