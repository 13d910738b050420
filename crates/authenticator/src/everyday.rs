//! The command line of the commands that are given all day. To describe every
//! command takes longer than to make a code, so these are tried by themselves
//! first; whatever they do not understand is read, or refused, in full.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::cli::{Cli, Code, Command, Global};

#[derive(Parser)]
struct Everyday {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: EverydayCommand,
}

#[derive(Subcommand)]
enum EverydayCommand {
    List,
    Code(Code),
}

impl From<Everyday> for Cli {
    fn from(everyday: Everyday) -> Self {
        let command = match everyday.command {
            EverydayCommand::List => Command::List,
            EverydayCommand::Code(code) => Command::Code(code),
        };
        Self { global: everyday.global, command }
    }
}

/// Reads a command line, or says what is wrong with it, or what was asked about
/// it.
pub(crate) fn read(line: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let line: Vec<OsString> = line.into_iter().collect();
    Everyday::try_parse_from(&line).map_or_else(|_| Cli::try_parse_from(&line), |it| Ok(it.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes down what a command line means.
    fn meaning(read: Result<Cli, clap::Error>) -> String {
        match read {
            Ok(Cli { global, command: Command::List }) => format!("{global:?} list"),
            Ok(Cli { global, command: Command::Code(code) }) => format!("{global:?} {code:?}"),
            Ok(_) => "another command".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn every_line_means_what_it_means_among_all_commands() {
        let lines = [
            "",
            "list",
            "list --json",
            "--json --vault v list",
            "list one",
            "code",
            "code Bank",
            "--vault v code Bank --pair",
            "code Bank --pair --copy",
            "code --copy --clear-after 9 -- -name",
            "code Bank --clear-after 9",
            "code Bank --at 59 --json",
            "code Bank --at soon",
            "code Bank --corrected --recovery-key-file -",
            "code --help",
            "list -h",
            "help code",
            "--help",
            "--version",
            "cod Bank",
            "which 123456",
            "remove Bank --yes",
            "vault check",
        ];
        for line in lines {
            let words = || {
                let words = std::iter::once("secondkey").chain(line.split_whitespace());
                words.map(OsString::from)
            };
            assert_eq!(meaning(read(words())), meaning(Cli::try_parse_from(words())), "{line:?}");
        }
    }

    #[test]
    fn the_everyday_commands_are_understood_by_themselves() {
        for line in [&["secondkey", "list"][..], &["secondkey", "code", "Bank", "--pair"]] {
            assert!(Everyday::try_parse_from(line).is_ok(), "{line:?}");
        }
    }
}
