//! `secondkey manual`: a manual page for each command, made from the same words
//! as `--help`.

use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;
use vault::write_new;

use crate::cli::Cli;
use crate::context::Context;
use crate::failure::Failure;

/// Writes the pages into a folder, which may be there already; a page that is
/// there is not written over.
pub(crate) fn run(context: &Context, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("cannot make {}: {error}", folder.display())))?;
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let count = page(&command, folder, "secondkey")?;
    context.output.data(&format!("Wrote {count} pages into {}\n", folder.display()))
}

/// Writes the page of a command and those of its own commands, and counts them.
fn page(command: &clap::Command, folder: &Path, name: &str) -> Result<usize, Failure> {
    let mut bytes = Vec::new();
    Man::new(command.clone()).manual("Secondkey").render(&mut bytes)?;
    write_new(&folder.join(format!("{name}.1")), &bytes)?;
    let visible = command.get_subcommands().filter(|one| !one.is_hide_set());
    visible
        .map(|one| page(one, folder, &format!("{name}-{}", one.get_name())))
        .sum::<Result<usize, _>>()
        .map(|count| count + 1)
}
