//! `secondkey completions`: what a shell needs to complete command lines.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::Cli;
use crate::context::Context;
use crate::failure::Failure;

pub(crate) fn run(context: &Context, shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "secondkey", &mut script);
    context.output.bytes(&script)
}
