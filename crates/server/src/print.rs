//! The one file that prints: data to standard output, messages to standard
//! error.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where it is done")]

use std::io::IsTerminal;

use serde::Serialize;

/// Prints an answer as JSON.
pub(crate) fn json(answer: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(answer)?);
    Ok(())
}

/// Prints a line of an answer.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// Prints what went wrong, with its causes.
pub(crate) fn failure(error: &anyhow::Error) {
    eprintln!("secondkeyd: {error:#}");
}

/// Plays a telephone call for people who try the service out.
pub(crate) fn call(number: &str, answer_at: &str) {
    println!();
    println!("Telephone call to {number}. To answer it and key in the digits, open");
    println!("  {answer_at}");
    println!();
}

/// Says where the server is reached.
pub(crate) fn welcome(address: &str, set_up: Option<&str>) {
    println!("Secondkey is ready at {address}");
    if let Some(link) = set_up {
        let (bold, plain) =
            if std::io::stdout().is_terminal() { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
        println!();
        println!("There is no account yet. Open this link to make the first one");
        println!("(it works once, for 24 hours; starting again prints a new one):");
        println!();
        println!("  {bold}{link}{plain}");
        println!();
    }
}
