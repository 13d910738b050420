//! The commands that are given all day, `list` and `code`, as they are mostly given:
//! the agent answers them. Whatever is not as plain as that, and whatever the agent does
//! not answer, is for the whole program, which says why.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{self, ExitCode};

use crate::cli::{Code, Command, Global};
use crate::commands::{code, list};
use crate::context::Context;
use crate::end;
use crate::env::Env;
use crate::failure::Failure;
use crate::output::Output;

/// The whole program, which lies beside the small one.
const FULL: &str = "secondkey-full";

/// The variables that say which vault is meant, and that codes be of the right time.
const VAULT: &str = "SECONDKEY_VAULT";
const CORRECTED: &str = "SECONDKEY_CORRECTED";

/// For how many seconds a copied code would lie on the clipboard; none is copied here.
const CLEAR_AFTER: u64 = 30;

/// Does what a command line asks for; nothing where that is for the whole program.
pub(crate) fn run(line: &[OsString], env: Env) -> Option<ExitCode> {
    let words: Vec<&str> = line.iter().skip(1).map(|word| word.to_str()).collect::<Option<_>>()?;
    let (mut global, command) = read(&words)?;
    global.vault = env.text(VAULT).map(PathBuf::from);
    let unusual = global.vault.is_none() && (env.is_set(VAULT) || env.is(VAULT, ""));
    if unusual || env.is_set(CORRECTED) {
        return None;
    }
    let context = Context::new(global, env, Output::real(&env));
    let outcome = match command {
        Command::List => list::by_agent(&context)?,
        Command::Code(options) => code::by_agent(&context, &options)?,
        _ => return None,
    };
    Some(end(&context.output, outcome))
}

/// Runs the whole program in place of this one; returns only if that fails.
pub(crate) fn hand_over(line: &[OsString]) -> Failure {
    let here = match std::env::current_exe() {
        Ok(here) => here,
        Err(error) => return Failure::new(format!("cannot find {FULL}: {error}")),
    };
    let mut full = process::Command::new(here.with_file_name(FULL));
    if let Some((name, words)) = line.split_first() {
        full.arg0(name).args(words);
    }
    let error = full.exec();
    Failure::new(format!(
        "cannot run {FULL}, which belongs beside {}: {error} (cargo build --bins makes both)",
        here.display()
    ))
}

/// Reads `list` and `code NAME`, with `--json` and `--pair`; nothing else.
fn read(words: &[&str]) -> Option<(Global, Command)> {
    let (command, words) = words.split_first()?;
    let is_set = |option: &str| match words.iter().filter(|word| **word == option).count() {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    };
    let (json, pair) = (is_set("--json")?, is_set("--pair")?);
    let names: Vec<&str> =
        words.iter().copied().filter(|word| !matches!(*word, "--json" | "--pair")).collect();
    let command = match (*command, names.as_slice()) {
        ("list", []) if !pair => Command::List,
        ("code", [name]) if !name.is_empty() && !name.starts_with('-') => Command::Code(Code {
            name: (*name).to_owned(),
            pair,
            watch: false,
            copy: false,
            clear_after: CLEAR_AFTER,
            at: None,
            corrected: false,
        }),
        _ => return None,
    };
    Some((Global { vault: None, passphrase_file: None, recovery_key_file: None, json }, command))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;
    use proptest::prelude::*;

    /// Writes down what a command line means.
    fn meaning(global: &Global, command: &Command) -> String {
        match command {
            Command::List => format!("{global:?} list"),
            Command::Code(code) => format!("{global:?} {code:?}"),
            _ => "another command".to_owned(),
        }
    }

    fn in_full(words: &[&str]) -> Option<String> {
        let line = std::iter::once("secondkey").chain(words.iter().copied());
        Cli::try_parse_from(line).ok().map(|cli| meaning(&cli.global, &cli.command))
    }

    #[test]
    fn plain_lines_are_understood() {
        for line in ["list", "list --json", "code Bank", "code Bank --pair", "code --json Bank"] {
            let words: Vec<&str> = line.split(' ').collect();
            assert!(read(&words).is_some(), "{line}");
        }
    }

    #[test]
    fn everything_else_is_for_the_whole_program() {
        let lines = [
            "",
            "--help",
            "--version",
            "--json list",
            "list one",
            "list --pair",
            "list -h",
            "code",
            "code one two",
            "code Bank --copy",
            "code Bank --watch",
            "code Bank --at 59",
            "code Bank --corrected",
            "code Bank --pair --pair",
            "code Bank --recovery-key-file -",
            "code -- -name",
            "code --help",
            "cod Bank",
            "which 123456",
        ];
        for line in lines {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert!(read(&words).is_none(), "{line}");
        }
    }

    proptest! {
        #[test]
        fn what_is_understood_means_the_same_in_full(
            words in proptest::collection::vec(
                prop_oneof![
                    Just("list"), Just("code"), Just("Bank"), Just("--json"), Just("--pair"),
                    Just("--copy"), Just("--"), Just("-"), Just(""), Just("help"), Just("--vault"),
                ],
                0..6,
            )
        ) {
            if let Some((global, command)) = read(&words) {
                prop_assert_eq!(Some(meaning(&global, &command)), in_full(&words));
            }
        }
    }
}
